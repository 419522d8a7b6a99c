#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "math/quantile.h"
#include "plot/diagram_draw.h"

/* What surrounds the triangle, in units: at its sides room for labels, below it for a line of text. */
enum { SIDES = 40, BOTTOM = 70, TOP = 44, CAPTION = 14 };
static const double upright = 0.86602540378443864676; /* height of a triangle of side 1 */

/* Where the triangle is in the picture: its left lower corner, and its side. */
struct ternary_frame {
    double left, bottom, side;
};

static void place(const struct ternary_frame *f, const double *x, double at[2])
{
    at[0] = f->left + f->side * (x[1] + x[2] / 2);
    at[1] = f->bottom + f->side * upright * x[2];
}

static bool same(const double *x, const double *y)
{
    return fabs(x[1] - y[1]) + fabs(x[2] - y[2]) < 1e-9;
}

/* The triangle and lines of equal fractions in it. */
static void put_triangle(struct bytes *script, const struct ternary_frame *f)
{
    bytes_print(script, "$grid << END\n");
    for (int c = 0; c < 3; c++) {
        for (int i = 0; i < 5; i++) {
            double from[3] = {0}, to[3] = {0}, a[2], b[2];
            from[c] = to[c] = i / 5.0;
            from[(c + 1) % 3] = to[(c + 2) % 3] = 1 - i / 5.0;
            place(f, from, a);
            place(f, to, b);
            bytes_print(script, "%.2f %.2f %.2f %.2f %s\n", a[0], a[1], b[0] - a[0], b[1] - a[1], i ? "0xe8e8e8" : "0x999999");
        }
    }
    bytes_print(script, "END\n");
}

static void put_edge(struct bytes *script, const struct ternary_frame *f, const struct diagram_lines *l, size_t i)
{
    double a[2], b[2];
    place(f, l->vertex[l->edge[i][0]].x, a);
    place(f, l->vertex[l->edge[i][1]].x, b);
    bytes_print(script, "%.2f %.2f %.2f %.2f\n", a[0], a[1], b[0] - a[0], b[1] - a[1]);
}

static bool has_edge(const struct diagram_lines *l, const double *from, const double *to)
{
    for (size_t i = 0; i < l->edges; i++)
        if (same(l->vertex[l->edge[i][0]].x, from) && same(l->vertex[l->edge[i][1]].x, to))
            return true;
    return false;
}

/* All tie-lines, but not those that are in the other hull. Returns how many. */
static size_t put_edges(struct bytes *script, const struct ternary_frame *f, const char *name, const struct diagram_lines *l,
                        const struct diagram_lines *other)
{
    size_t n = 0;
    bytes_print(script, "$%s << END\n", name);
    for (size_t i = 0; i < l->edges; i++) {
        if (other && has_edge(other, l->vertex[l->edge[i][0]].x, l->vertex[l->edge[i][1]].x))
            continue;
        put_edge(script, f, l, i);
        n++;
    }
    bytes_print(script, "END\n");
    return n;
}

/* Where the vertices are, of a hull or of what was missed, and what they tell, as often as they are drawn. Returns how many. */
static size_t put_vertices(struct drawing *d, const struct ternary_frame *f, const struct diagram *p,
                           const struct diagram_lines *l, bool missed, const char *unit)
{
    size_t n = 0;
    bytes_print(&d->script, "$%s << END\n", missed ? "missed" : "vertices");
    for (size_t i = 0; i < l->n; i++) {
        double at[2];
        if (l->vertex[i].missed != missed)
            continue;
        place(f, l->vertex[i].x, at);
        bytes_print(&d->script, "%.2f %.2f\n", at[0], at[1]);
        n++;
    }
    bytes_print(&d->script, "END\n");
    for (int times = missed ? 2 : 1; times > 0; times--)
        for (size_t i = 0; i < l->n; i++)
            if (l->vertex[i].missed == missed)
                diagram_draw_vertex_tip(d, p, &l->vertex[i], unit);
    return n;
}

static int lowest_first(const void *a, const void *b)
{
    const struct diagram_point *p = *(const struct diagram_point *const *)a, *q = *(const struct diagram_point *const *)b;
    for (size_t c = 1; c < DIAGRAM_ELEMENTS; c++)
        if (p->x[c] != q->x[c])
            return p->x[c] < q->x[c] ? -1 : 1;
    if (p->above != q->above)
        return p->above < q->above ? -1 : 1;
    return (int)q->known - (int)p->known;
}

/* The lowest point of each composition, which would cover the others: of these that are known or not n. Free it. */
static const struct diagram_point **lowest_points(const struct diagram *p, bool known, size_t *n)
{
    const struct diagram_point **sorted = mem_new(p->n, sizeof *sorted);
    for (size_t i = 0; i < p->n; i++)
        sorted[i] = &p->point[i];
    qsort(sorted, p->n, sizeof *sorted, lowest_first);
    *n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct diagram_point *q = sorted[i];
        bool first = i == 0 || !same(sorted[i - 1]->x, q->x);
        if (first && q->known == known)
            sorted[(*n)++] = q;
    }
    return sorted;
}

/* Points as data, and what they tell, as often as they are drawn. Returns how many. */
static size_t put_points(struct drawing *d, const struct ternary_frame *f, const struct diagram *p, bool known,
                         const char *unit)
{
    size_t n;
    const struct diagram_point **lowest = lowest_points(p, known, &n);
    bytes_print(&d->script, "$%s << END\n", known ? "calculated" : "predicted");
    for (size_t i = 0; i < n; i++) {
        double at[2];
        place(f, lowest[i]->x, at);
        bytes_print(&d->script, "%.2f %.2f %.10g\n", at[0], at[1], lowest[i]->above);
    }
    bytes_print(&d->script, "END\n");
    for (int times = known ? 1 : 2; times > 0; times--)
        for (size_t i = 0; i < n; i++)
            diagram_draw_tip(d, p, lowest[i], unit);
    free(lowest);
    return n;
}

/* The key, the scale of colours and the caption. */
static void avoid_texts(struct labels *l, const struct ternary_frame *f)
{
    double apex = f->bottom + f->side * upright;
    labels_avoid_box(l, &(struct label_box){90, apex - 20, 180, 90});
    labels_avoid_box(l, &(struct label_box){l->width - 100, apex, 200, 66});
    labels_avoid_box(l, &(struct label_box){l->width / 2, CAPTION, l->width, 20});
}

static void put_labels(struct drawing *d, const struct ternary_frame *f, const struct diagram *p)
{
    struct labels l = {.width = d->canvas.width, .height = d->canvas.height};
    const struct diagram_lines *hulls[] = {&p->found, &p->truth};
    double centre[2];
    avoid_texts(&l, f);
    place(f, (double[]){1 / 3.0, 1 / 3.0, 1 / 3.0}, centre);
    for (int h = 0; h < 2; h++) {
        for (size_t i = 0; i < hulls[h]->edges; i++) {
            double a[2], b[2];
            place(f, hulls[h]->vertex[hulls[h]->edge[i][0]].x, a);
            place(f, hulls[h]->vertex[hulls[h]->edge[i][1]].x, b);
            labels_avoid_line(&l, a, b);
        }
    }
    for (int h = 0; h < 2; h++) {
        for (size_t i = 0; i < hulls[h]->n; i++) {
            const struct diagram_vertex *v = &hulls[h]->vertex[i];
            double at[2];
            place(f, v->x, at);
            if (h == 0 || v->missed)
                diagram_draw_label(&d->script, p, v, &l, at, at[0] - centre[0], at[1] - centre[1]);
        }
    }
    labels_free(&l);
}

/* The distance from which on all have the palest colour: a round number that at most a tenth of the points exceed. */
static double far_away(const struct diagram *p)
{
    double *above = mem_new(p->n, sizeof *above);
    for (size_t i = 0; i < p->n; i++)
        above[i] = p->point[i].above;
    double most = quantile_largest_but(above, p->n, 10);
    free(above);
    if (!(most > 0))
        return 1e-3;
    double step = gnuplot_step(most, 5);
    return step * ceil(most / step);
}

/* The scale of colours, right of the apex; energies that users choose are those above the hull. */
static void put_colours(struct drawing *d, const struct ternary_frame *f, const struct diagram *p, const char *unit)
{
    double range[2] = {0, far_away(p)}, width = d->canvas.width, height = d->canvas.height;
    double length = 0.28 * f->side, apex = f->bottom + f->side * upright;
    look_range(d->look, LOOK_Y, false, range);
    bytes_print(&d->script,
                "set palette defined (0 '#08306b', 0.25 '#0072b2', 0.6 '#8ab6d6', 1 '#e3eef6')\n"
                "set cbrange [%.10g:%.10g]\nset cbtics %g scale 0\n"
                "set colorbox horizontal user origin %.5f,%.5f size %.5f,%.5f noborder\nset cblabel ",
                range[0], range[1], gnuplot_step(range[1] - range[0], 3), (f->left + f->side - length) / width,
                (apex + 18) / height, length / width, 12 / height);
    diagram_draw_name(&d->script, unit ? "above the hull" : "above the hull per atom", unit);
    bytes_print(&d->script,
                " tc rgb '#333333'\nset key at screen %.5f,%.5f left top Left reverse samplen 1.2 "
                "textcolor rgb '#333333'\n",
                12 / width, (apex + 20) / height);
}

/* Below the triangle: which of the structures it shows. */
static void put_caption(struct drawing *d, const struct diagram *p, size_t shown)
{
    if (shown < p->n)
        bytes_print(&d->script,
                    "set label 'lowest structure of each composition: %zu of %zu' at screen 0.5,%.5f center "
                    "tc rgb '#333333'\n",
                    shown, p->n, CAPTION / d->canvas.height);
}

/* What there is of the points and of tie-lines of the true hull. */
static void put_plot(struct bytes *script, const struct diagram *p, const size_t shown[2], bool differ, bool missed)
{
    bytes_print(script, "plot $grid using 1:2:3:4:5 with vectors nohead lw 0.8 lc rgb variable notitle");
    if (differ)
        bytes_print(script, ", $truth with vectors nohead lc rgb '#88%s' lw 5 notitle", diagram_draw_true);
    bytes_print(script, ", $found with vectors nohead lc rgb '#%s' lw 1.2 notitle", diagram_draw_found);
    if (shown[0])
        bytes_print(script, ", $predicted with points pt 7 ps 0.6*point lc palette notitle"
                            ", $predicted with points pt 7 ps 0.3*point lc rgb 'white' notitle");
    if (shown[1])
        bytes_print(script, ", $calculated with points pt 7 ps 0.6*point lc palette notitle");
    bytes_print(script, ", $vertices with points pt 7 ps 0.9*point lc rgb '#%s' notitle", diagram_draw_found);
    diagram_draw_key(script, p, differ, missed);
    bytes_print(script, "\n");
}

static struct ternary_frame choose_frame(const struct look *l, struct canvas *canvas)
{
    double title = look_title_room(l);
    *canvas = look_canvas(l, 0);
    look_grow(l, canvas, 0, (canvas->width - 2 * SIDES) * upright + BOTTOM + TOP + title);
    double side = fmin(look_frame(canvas->width, 2 * SIDES), look_frame(canvas->height, BOTTOM + TOP + title) / upright);
    return (struct ternary_frame){(canvas->width - side) / 2, BOTTOM, side};
}

void diagram_draw_ternary(const struct diagram *p, const char *unit, struct drawing *d)
{
    struct canvas canvas;
    struct ternary_frame f = choose_frame(d->look, &canvas);
    struct bytes *script = &d->script;
    look_lacks(d->look, LOOK_X);
    gnuplot_start(d, canvas);
    gnuplot_frame(d, 0, 0, 0, 0);
    bytes_print(script, "unset border\nunset tics\nset xrange [0:%g]\nset yrange [0:%g]\n", canvas.width, canvas.height);
    put_colours(d, &f, p, unit);
    put_labels(d, &f, p);
    put_triangle(script, &f);
    size_t predicted = put_points(d, &f, p, false, unit), calculated = put_points(d, &f, p, true, unit);
    put_caption(d, p, predicted + calculated);
    put_edges(script, &f, "found", &p->found, NULL);
    bool differ = put_edges(script, &f, "truth", &p->truth, &p->found) > 0;
    put_vertices(d, &f, p, &p->found, false, unit);
    bool missed = put_vertices(d, &f, p, &p->truth, true, unit) > 0;
    put_plot(script, p, (size_t[]){predicted, calculated}, differ, missed);
}
