#include <math.h>

#include "plot/diagram_draw.h"
#include "structure/element.h"

/* The picture in points: the frame of the axes and what surrounds it. */
enum { LEFT = 92, WIDTH = 580, RIGHT = 24, BOTTOM = 74, HEIGHT = 420, TOP = 52 };
/* The frame shows so much of the axis of fractions beside the elements at 0 and 1. */
static const double beside = 0.025;

struct frame {
    const struct diagram *p;
    double low, high;
};

static void place(const struct frame *f, double x, double formation, double at[2])
{
    at[0] = WIDTH * (x + beside) / (1 + 2 * beside);
    at[1] = HEIGHT * (formation - f->low) / (f->high - f->low);
}

/* Draws the axes: fractions below, with the elements at its ends, and energies. */
static void put_axes(struct bytes *script, const struct frame *f, const char *unit)
{
    double width = LEFT + WIDTH + RIGHT, height = TOP + HEIGHT + BOTTOM;
    const char *a = element_symbol(f->p->element[0]), *b = element_symbol(f->p->element[1]);
    bytes_print(script,
                "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
                "set bmargin at screen %.5f\nset tmargin at screen %.5f\n",
                LEFT / width, (LEFT + WIDTH) / width, BOTTOM / height, 1 - TOP / height);
    bytes_print(script, "set xrange [%g:%g]\nset yrange [%.10g:%.10g]\nset ytics %g\n", -beside, 1 + beside, f->low, f->high,
                gnuplot_step(f->high - f->low, 8));
    bytes_print(script,
                "set xtics ('%s' 0, '0.2' 0.2, '0.4' 0.4, '0.6' 0.6, '0.8' 0.8, '%s' 1)\n"
                "set xlabel 'fraction of %s'\nset ylabel ",
                a, b, b);
    diagram_draw_name(script, unit ? "formation energy" : "formation energy per atom", unit);
    bytes_print(script, "\nset key at graph 0,1.02 left bottom Left reverse samplen 1.2 width 2 "
                        "maxrows 2 textcolor rgb '#333333'\n");
}

/* Composition, formation energy and the ends of the bar of points that are within the range. Returns how many. */
static size_t put_points(struct bytes *script, const struct frame *f, const double range[2], bool known)
{
    size_t n = 0;
    bytes_print(script, "$%s << END\n", known ? "calculated" : "predicted");
    for (const struct diagram_point *q = f->p->point; q < f->p->point + f->p->n; q++) {
        if (q->known != known || q->formation < range[0] || q->formation > range[1])
            continue;
        double low = fmax(q->formation - q->deviation, f->low), high = fmin(q->formation + q->deviation, f->high);
        bytes_print(script, "%.10g %.10g %.10g %.10g\n", q->x[1], q->formation, low, high - low);
        n++;
    }
    bytes_print(script, "END\n");
    return n;
}

static void put_lines(struct bytes *script, const char *name, const struct diagram_lines *l, bool missed)
{
    bytes_print(script, "$%s << END\n", name);
    for (size_t i = 0; i < l->n; i++)
        if (!missed || l->vertex[i].missed)
            bytes_print(script, "%.10g %.10g\n", l->vertex[i].x[1], l->vertex[i].formation);
    bytes_print(script, "END\n");
}

static void avoid_lines(struct labels *l, const struct frame *f, const struct diagram_lines *lines)
{
    for (size_t i = 0; i < lines->edges; i++) {
        const struct diagram_vertex *a = &lines->vertex[lines->edge[i][0]], *b = &lines->vertex[lines->edge[i][1]];
        double from[2], to[2];
        place(f, a->x[1], a->formation, from);
        place(f, b->x[1], b->formation, to);
        labels_avoid_line(l, from, to);
    }
}

/* Labels of vertices between the elements, or of those missed, away from the hull. */
static void put_labels(struct bytes *script, const struct frame *f, struct labels *l, const struct diagram_lines *lines,
                       bool missed)
{
    for (size_t i = 1; i + 1 < lines->n; i++) {
        double before[2], at[2], after[2];
        if (missed && !lines->vertex[i].missed)
            continue;
        place(f, lines->vertex[i - 1].x[1], lines->vertex[i - 1].formation, before);
        place(f, lines->vertex[i].x[1], lines->vertex[i].formation, at);
        place(f, lines->vertex[i + 1].x[1], lines->vertex[i + 1].formation, after);
        diagram_draw_label(script, f->p, &lines->vertex[i], l, at, after[1] - before[1], before[0] - after[0]);
    }
}

static void label_hulls(struct bytes *script, const struct frame *f, const double range[2])
{
    struct labels l = {.width = WIDTH, .height = HEIGHT};
    avoid_lines(&l, f, &f->p->found);
    avoid_lines(&l, f, &f->p->truth);
    for (size_t i = 0; i < f->p->n; i++) {
        const struct diagram_point *q = &f->p->point[i];
        double at[2];
        place(f, q->x[1], q->formation, at);
        if (q->formation >= range[0] && q->formation <= range[1])
            labels_avoid_point(&l, at);
    }
    put_labels(script, f, &l, &f->p->found, false);
    put_labels(script, f, &l, &f->p->truth, true);
    labels_free(&l);
}

/* Bars below points below hulls, the true one a broad band below that which was found. */
static void put_plot(struct bytes *script, const struct diagram *p, size_t predicted, size_t calculated)
{
    bytes_print(script, "plot 0 with lines lc rgb '#cccccc' lw 0.7 notitle");
    if (p->truth.n)
        bytes_print(script, ", $truth with lines lc rgb '#88%s' lw 6 notitle", diagram_draw_true);
    if (predicted)
        bytes_print(script,
                    ", $predicted using 1:3:(0):4 with vectors nohead lc rgb '#d4d4d4' lw 0.7 notitle"
                    ", $predicted using 1:2 with points pt 7 ps 0.35 lc rgb '#%s' notitle",
                    diagram_draw_predicted);
    if (calculated)
        bytes_print(script, ", $calculated using 1:2 with points pt 7 ps 0.5 lc rgb '#%s' notitle", diagram_draw_calculated);
    bytes_print(script, ", $found with linespoints pt 7 ps 0.8 lw 1.8 lc rgb '#%s' notitle", diagram_draw_found);
    diagram_draw_key(script, p, p->truth.n > 0);
}

/* Points of height that labels below the hull need: for none, a row, or more. */
static double room_below(const struct diagram *p)
{
    size_t phases = p->found.n > p->truth.n ? p->found.n : p->truth.n;
    return phases == 2 ? 10 : phases < 10 ? 34 : 70;
}

void diagram_draw_binary(const struct diagram *p, const char *unit, enum picture format, struct bytes *script)
{
    double range[2];
    size_t beyond = diagram_range(p, range);
    double room = room_below(p) / HEIGHT, size = (range[1] - range[0]) / (1 - room - 0.03);
    struct frame f = {p, range[0] - size * room, range[1] + size * 0.03};

    gnuplot_start(script, format, LEFT + WIDTH + RIGHT, TOP + HEIGHT + BOTTOM);
    put_axes(script, &f, unit);
    if (beyond)
        bytes_print(script, "set label '%zu beyond' at graph 0.99,0.97 right tc rgb '#888888'\n", beyond);
    label_hulls(script, &f, range);
    size_t predicted = put_points(script, &f, range, false), calculated = put_points(script, &f, range, true);
    put_lines(script, "found", &p->found, false);
    put_lines(script, "truth", &p->truth, false);
    put_lines(script, "missed", &p->truth, true);
    put_plot(script, p, predicted, calculated);
}
