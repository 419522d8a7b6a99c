#include <math.h>

#include "plot/diagram_draw.h"
#include "structure/element.h"

/* What surrounds the frame of the axes, in units. */
enum { RIGHT = 18, BOTTOM = 62, TOP = 12, KEY = 20 };
static const double proportion = 0.8;
/* The frame shows so much of the axis of fractions beside the elements at 0 and 1. */
static const double beside = 0.025;

struct frame {
    const struct diagram *p;
    double width, height; /* in units */
    double x[2], y[2];    /* the fractions and energies that it shows */
};

static void place(const struct frame *f, double x, double formation, double at[2])
{
    at[0] = f->width * (x - f->x[0]) / (f->x[1] - f->x[0]);
    at[1] = f->height * (formation - f->y[0]) / (f->y[1] - f->y[0]);
}

static bool is_within(const struct frame *f, double x, double formation)
{
    return x >= f->x[0] && x <= f->x[1] && formation >= f->y[0] && formation <= f->y[1];
}

static bool any_deviation(const struct diagram *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (!p->point[i].known && p->point[i].deviation > 0)
            return true;
    return false;
}

/* Rows of the key, in two columns. */
static int key_rows(const struct diagram *p)
{
    int entries = 1 + (p->known > 0) + (p->n > p->known) + (p->truth.n > 0) + any_deviation(p);
    return (entries + 1) / 2;
}

/* The step of tics of energies. */
static double step_of(const struct frame *f)
{
    return gnuplot_step(f->y[1] - f->y[0], 7);
}

/* Draws the axes: fractions below, with the elements at its ends, and energies. */
static void put_axes(struct drawing *d, const struct frame *f, bool part, const char *unit)
{
    const char *a = element_symbol(f->p->element[0]), *b = element_symbol(f->p->element[1]);
    struct bytes *script = &d->script, fraction = {0};
    bytes_print(script, "set xrange [%.17g:%.17g]\nset yrange [%.17g:%.17g]\nset ytics %g\n", f->x[0], f->x[1], f->y[0],
                f->y[1], step_of(f));
    if (part)
        bytes_print(script, "set xtics %g\n", gnuplot_step(f->x[1] - f->x[0], 6));
    else
        bytes_print(script, "set xtics ('%s' 0, '0.2' 0.2, '0.4' 0.4, '0.6' 0.6, '0.8' 0.8, '%s' 1)\n", a, b);
    bytes_print(&fraction, "fraction of %s", b);
    gnuplot_axes(d, (const char *)fraction.at, NULL, unit ? "formation energy" : "formation energy per atom", unit);
    bytes_print(script,
                "set key at graph 0,1.02 left bottom Left reverse samplen 1.2 width -4 "
                "maxrows %d textcolor rgb '#333333'\n",
                key_rows(f->p));
    bytes_free(&fraction);
}

/* Composition, formation energy and the ends of the bar of points within the frame. Returns how many. */
static size_t put_points(struct drawing *d, const struct frame *f, const char *unit, bool known)
{
    size_t n = 0;
    bytes_print(&d->script, "$%s << END\n", known ? "calculated" : "predicted");
    for (const struct diagram_point *q = f->p->point; q < f->p->point + f->p->n; q++) {
        if (q->known != known || !is_within(f, q->x[1], q->formation))
            continue;
        double low = fmax(q->formation - q->deviation, f->y[0]), high = fmin(q->formation + q->deviation, f->y[1]);
        bytes_print(&d->script, "%.17g %.17g %.10g %.10g\n", q->x[1], q->formation, low, high - low);
        diagram_draw_tip(d, f->p, q, unit);
        n++;
    }
    bytes_print(&d->script, "END\n");
    return n;
}

static void put_lines(struct bytes *script, const char *name, const struct diagram_lines *l)
{
    bytes_print(script, "$%s << END\n", name);
    for (size_t i = 0; i < l->n; i++)
        bytes_print(script, "%.17g %.17g\n", l->vertex[i].x[1], l->vertex[i].formation);
    bytes_print(script, "END\n");
}

/* What the vertices within the frame tell, of a hull or of what was missed; returns how many. */
static size_t put_vertex_tips(struct drawing *d, const struct frame *f, const struct diagram_lines *l, bool missed,
                              const char *unit)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct diagram_vertex *v = &l->vertex[i];
        if (v->missed != missed || !is_within(f, v->x[1], v->formation))
            continue;
        diagram_draw_vertex_tip(d, f->p, v, unit);
        n++;
    }
    return n;
}

/* The rings of missed vertices, each of two points. Returns how many. */
static size_t put_missed(struct drawing *d, const struct frame *f, const char *unit)
{
    const struct diagram_lines *l = &f->p->truth;
    bytes_print(&d->script, "$missed << END\n");
    for (size_t i = 0; i < l->n; i++)
        if (l->vertex[i].missed)
            bytes_print(&d->script, "%.17g %.17g\n", l->vertex[i].x[1], l->vertex[i].formation);
    bytes_print(&d->script, "END\n");
    put_vertex_tips(d, f, l, true, unit);
    return put_vertex_tips(d, f, l, true, unit);
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
        if ((missed && !lines->vertex[i].missed) || !is_within(f, lines->vertex[i].x[1], lines->vertex[i].formation))
            continue;
        place(f, lines->vertex[i - 1].x[1], lines->vertex[i - 1].formation, before);
        place(f, lines->vertex[i].x[1], lines->vertex[i].formation, at);
        place(f, lines->vertex[i + 1].x[1], lines->vertex[i + 1].formation, after);
        diagram_draw_label(script, f->p, &lines->vertex[i], l, at, after[1] - before[1], before[0] - after[0]);
    }
}

static void label_hulls(struct bytes *script, const struct frame *f)
{
    struct labels l = {.width = f->width, .height = f->height};
    avoid_lines(&l, f, &f->p->found);
    avoid_lines(&l, f, &f->p->truth);
    for (size_t i = 0; i < f->p->n; i++) {
        const struct diagram_point *q = &f->p->point[i];
        double at[2];
        place(f, q->x[1], q->formation, at);
        if (is_within(f, q->x[1], q->formation))
            labels_avoid_point(&l, at);
    }
    put_labels(script, f, &l, &f->p->found, false);
    put_labels(script, f, &l, &f->p->truth, true);
    labels_free(&l);
}

/* Bars below points below hulls, the true one a broad band below that which was found. shown: predicted, calculated. */
static void put_plot(struct bytes *script, const struct diagram *p, const size_t shown[2], bool missed)
{
    static const char bars[] = "with vectors nohead lc rgb '#cccccc' lw 0.7";
    bytes_print(script, "plot 0 with lines lc rgb '#cccccc' lw 0.7 notitle");
    if (p->truth.n)
        bytes_print(script, ", $truth with lines lc rgb '#88%s' lw 6 notitle", diagram_draw_true);
    if (shown[0])
        bytes_print(
            script,
            ", $predicted using 1:3:(0):4 %s notitle, $predicted using 1:2 with points pt 7 ps 0.35*point lc rgb '#%s' notitle",
            bars, diagram_draw_predicted);
    if (shown[1])
        bytes_print(script, ", $calculated using 1:2 with points pt 7 ps 0.5*point lc rgb '#%s' notitle",
                    diagram_draw_calculated);
    bytes_print(script, ", $found with linespoints pt 7 ps 0.8*point lw 1.8 lc rgb '#%s' notitle", diagram_draw_found);
    diagram_draw_key(script, p, p->truth.n > 0, missed);
    if (any_deviation(p))
        bytes_print(script, ", NaN with lines lc rgb '#cccccc' lw 0.7 title '\u00b1 standard deviation'");
    bytes_print(script, "\n");
}

/* Units of height that labels below the hull need: for none, a row, or more. */
static double room_below(const struct diagram *p)
{
    size_t phases = p->found.n > p->truth.n ? p->found.n : p->truth.n;
    return phases == 2 ? 10 : phases < 10 ? 34 : 70;
}

/* The energies that the frame shows, with room for labels below; or those that users choose. Returns whether they choose
   fractions. */
static bool choose_ranges(struct frame *f, const struct look *l)
{
    double range[2];
    diagram_range(f->p, range);
    double room = room_below(f->p) / f->height, size = (range[1] - range[0]) / (1 - room - 0.03);
    f->x[0] = -beside;
    f->x[1] = 1 + beside;
    f->y[0] = range[0] - size * room;
    f->y[1] = range[1] + size * 0.03;
    look_range(l, LOOK_Y, false, f->y);
    return look_range(l, LOOK_X, false, f->x);
}

void diagram_draw_binary(const struct diagram *p, const char *unit, struct drawing *d)
{
    struct canvas canvas = look_canvas(d->look, proportion);
    double top = TOP + KEY * key_rows(p) + look_title_room(d->look);
    struct frame f = {.p = p, .height = look_frame(canvas.height, BOTTOM + top)};
    bool part = choose_ranges(&f, d->look);
    double left = gnuplot_left(f.y, step_of(&f));
    f.width = look_frame(canvas.width, left + RIGHT);

    gnuplot_start(d, canvas);
    gnuplot_frame(d, left, RIGHT, BOTTOM, top);
    put_axes(d, &f, part, unit);
    label_hulls(&d->script, &f);
    size_t predicted = put_points(d, &f, unit, false), calculated = put_points(d, &f, unit, true);
    if (predicted + calculated < p->n)
        bytes_print(&d->script, "set label '%zu outside the picture' at graph 0.99,0.05 right tc rgb '#777777'\n",
                    p->n - predicted - calculated);
    put_lines(&d->script, "found", &p->found);
    put_lines(&d->script, "truth", &p->truth);
    put_vertex_tips(d, &f, &p->found, false, unit);
    bool missed = put_missed(d, &f, unit) > 0;
    put_plot(&d->script, p, (size_t[]){predicted, calculated}, missed);
}
