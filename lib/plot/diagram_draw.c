#include "plot/diagram_draw.h"

#include <ctype.h>
#include <math.h>

#include "plot/tips.h"

/* Points that letters take, small and large, numbers below the line, and the line itself. */
enum { CAPITAL = 11, LETTER = 9, NUMBER = 7, LINE = 19 };

const char diagram_draw_calculated[] = "0072b2", diagram_draw_predicted[] = "9cc3e0", diagram_draw_found[] = "d55e00",
           diagram_draw_true[] = "009e73";

double diagram_draw_width(const char *formula)
{
    double width = 0;
    for (const char *at = formula; *at; at++)
        width += isupper((unsigned char)*at) ? CAPITAL : islower((unsigned char)*at) ? LETTER : NUMBER;
    return width;
}

static void put_line(struct bytes *script, const struct labels *l, const double at[2], const struct label_box *box)
{
    double to[2] = {fmin(fmax(at[0], box->x - box->width / 2), box->x + box->width / 2),
                    fmin(fmax(at[1], box->y - box->height / 2 + 3), box->y + box->height / 2 - 3)};
    if (hypot(to[0] - at[0], to[1] - at[1]) > 20)
        bytes_print(script, "set arrow from graph %.5f,%.5f to graph %.5f,%.5f nohead lc rgb '#aaaaaa' lw 0.7\n",
                    at[0] / l->width, at[1] / l->height, to[0] / l->width, to[1] / l->height);
}

void diagram_draw_label(struct bytes *script, const struct diagram *p, const struct diagram_vertex *v, struct labels *l,
                        const double at[2], double dx, double dy)
{
    struct bytes plain = {0}, text = {0};
    diagram_formula(p, v->x, "", "", &plain);
    diagram_formula(p, v->x, "_{", "}", &text);
    struct label_box box = labels_place(l, at, diagram_draw_width((const char *)plain.at), LINE, dx, dy);
    put_line(script, l, at, &box);
    bytes_print(script, "set label '%s' at graph %.5f,%.5f center front tc rgb '#%s'\n", (const char *)text.at,
                box.x / l->width, box.y / l->height, v->missed ? diagram_draw_true : "222222");
    bytes_free(&plain);
    bytes_free(&text);
}

void diagram_draw_name(struct bytes *script, const char *name, const char *unit)
{
    struct bytes text = {0};
    bytes_print(&text, unit ? "%s (%s)" : "%s", name, unit);
    gnuplot_quote(script, (const char *)text.at);
    bytes_print(script, " noenhanced");
    bytes_free(&text);
}

static void put_energy(struct bytes *text, const char *name, double energy, const char *unit)
{
    bytes_print(text, "\n%s %.6g%s%s", name, energy, unit ? " " : " per atom", unit ? unit : "");
}

void diagram_draw_tip(struct drawing *d, const struct diagram *p, const struct diagram_point *q, const char *unit)
{
    struct bytes text = {0};
    bytes_print(&text, "%s\n", q->id);
    diagram_formula(p, q->x, "", "", &text);
    put_energy(&text, q->known ? "formation energy" : "predicted formation energy", q->formation, unit);
    if (q->deviation > 0)
        put_energy(&text, "standard deviation", q->deviation, unit);
    put_energy(&text, "above the hull", q->above, unit);
    tips_add(&d->tips, (const char *)text.at);
    bytes_free(&text);
}

void diagram_draw_vertex_tip(struct drawing *d, const struct diagram *p, const struct diagram_vertex *v, const char *unit)
{
    struct bytes text = {0};
    bytes_print(&text, "%s%s", v->id ? v->id : "", v->id ? "\n" : "");
    diagram_formula(p, v->x, "", "", &text);
    put_energy(&text, "formation energy", v->formation, unit);
    bytes_print(&text, "\n%s", v->missed ? "stable on the true hull alone" : "stable");
    tips_add(&d->tips, (const char *)text.at);
    bytes_free(&text);
}

void diagram_draw_ring(struct bytes *script, const char *data, double size, const char *colour)
{
    bytes_print(script, ", %s with points pt 7 ps %g*point lc rgb '#%s' notitle", data, size, colour);
    bytes_print(script, ", %s with points pt 7 ps %g*point lc rgb 'white' notitle", data, size / 2);
}

void diagram_draw_key(struct bytes *script, const struct diagram *p, bool truth, bool missed)
{
    if (missed)
        diagram_draw_ring(script, "$missed", 1.1, diagram_draw_true);
    bytes_print(script, ", NaN with linespoints pt 7 ps 0.8*point lw 1.8 lc rgb '#%s' title '%s'", diagram_draw_found,
                p->truth.n && !truth && !missed ? "hull, as the true one" : "hull");
    if (p->known)
        bytes_print(script, ", NaN with points pt 7 ps 0.6*point lc rgb '#%s' title 'calculated (%zu)'",
                    diagram_draw_calculated, p->known);
    if (truth || missed)
        bytes_print(script, ", NaN with lines lc rgb '#88%s' lw 6 title 'true hull'", diagram_draw_true);
    if (p->n > p->known)
        bytes_print(script, ", NaN with points pt %d ps 0.6*point lc rgb '#%s' title 'predicted (%zu)'", p->k == 2 ? 7 : 6,
                    diagram_draw_predicted, p->n - p->known);
}

void diagram_draw(const struct diagram *p, const char *unit, struct drawing *d)
{
    (p->k == 2 ? diagram_draw_binary : p->k == 3 ? diagram_draw_ternary : diagram_draw_phases)(p, unit, d);
}
