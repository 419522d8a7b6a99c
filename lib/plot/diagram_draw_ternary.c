#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "math/quantile.h"
#include "plot/diagram_draw.h"

/* The picture in points: the sides of the triangle, and what surrounds it. */
enum { SIDE = 560, LEFT = 50, RIGHT = 50, BOTTOM = 50, TOP = 50 };
static const double upright = 0.86602540378443864676; /* height of a triangle of side 1 */

static double width_of_all(void)
{
    return LEFT + SIDE + RIGHT;
}

static double height_of_all(void)
{
    return round(BOTTOM + SIDE * upright + TOP);
}

static void place(const double *x, double at[2])
{
    at[0] = LEFT + SIDE * (x[1] + x[2] / 2);
    at[1] = BOTTOM + SIDE * upright * x[2];
}

static bool same(const double *x, const double *y)
{
    return fabs(x[1] - y[1]) + fabs(x[2] - y[2]) < 1e-9;
}

/* The triangle and lines of equal fractions in it. */
static void put_triangle(struct bytes *script)
{
    bytes_print(script, "$grid << END\n");
    for (int c = 0; c < 3; c++) {
        for (int i = 0; i < 5; i++) {
            double from[3] = {0}, to[3] = {0}, a[2], b[2];
            from[c] = to[c] = i / 5.0;
            from[(c + 1) % 3] = to[(c + 2) % 3] = 1 - i / 5.0;
            place(from, a);
            place(to, b);
            bytes_print(script, "%.2f %.2f %.2f %.2f %s\n", a[0], a[1], b[0] - a[0], b[1] - a[1], i ? "0xe8e8e8" : "0x999999");
        }
    }
    bytes_print(script, "END\n");
}

static void put_edge(struct bytes *script, const struct diagram_lines *l, size_t i)
{
    double a[2], b[2];
    place(l->vertex[l->edge[i][0]].x, a);
    place(l->vertex[l->edge[i][1]].x, b);
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
static size_t put_edges(struct bytes *script, const char *name, const struct diagram_lines *l,
                        const struct diagram_lines *other)
{
    size_t n = 0;
    bytes_print(script, "$%s << END\n", name);
    for (size_t i = 0; i < l->edges; i++) {
        if (other && has_edge(other, l->vertex[l->edge[i][0]].x, l->vertex[l->edge[i][1]].x))
            continue;
        put_edge(script, l, i);
        n++;
    }
    bytes_print(script, "END\n");
    return n;
}

static void put_vertices(struct bytes *script, const char *name, const struct diagram_lines *l, bool missed)
{
    bytes_print(script, "$%s << END\n", name);
    for (size_t i = 0; i < l->n; i++) {
        double at[2];
        place(l->vertex[i].x, at);
        if (!missed || l->vertex[i].missed)
            bytes_print(script, "%.2f %.2f\n", at[0], at[1]);
    }
    bytes_print(script, "END\n");
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

/* The lowest point of each composition, which would cover the others, if it was calculated or not. Returns how many. */
static size_t put_points(struct bytes *script, const struct diagram *p, bool known)
{
    size_t n = 0;
    const struct diagram_point **sorted = mem_new(p->n, sizeof *sorted);
    for (size_t i = 0; i < p->n; i++)
        sorted[i] = &p->point[i];
    qsort(sorted, p->n, sizeof *sorted, lowest_first);
    bytes_print(script, "$%s << END\n", known ? "calculated" : "predicted");
    for (size_t i = 0; i < p->n; i++) {
        double at[2];
        if (sorted[i]->known != known || (i > 0 && same(sorted[i - 1]->x, sorted[i]->x)))
            continue;
        place(sorted[i]->x, at);
        bytes_print(script, "%.2f %.2f %.10g\n", at[0], at[1], sorted[i]->above);
        n++;
    }
    bytes_print(script, "END\n");
    free(sorted);
    return n;
}

static void put_labels(struct bytes *script, const struct diagram *p)
{
    struct labels l = {.width = width_of_all(), .height = height_of_all()};
    const struct diagram_lines *hulls[] = {&p->found, &p->truth};
    double centre[2];
    place((double[]){1 / 3.0, 1 / 3.0, 1 / 3.0}, centre);
    for (int h = 0; h < 2; h++) {
        for (size_t i = 0; i < hulls[h]->edges; i++) {
            double a[2], b[2];
            place(hulls[h]->vertex[hulls[h]->edge[i][0]].x, a);
            place(hulls[h]->vertex[hulls[h]->edge[i][1]].x, b);
            labels_avoid_line(&l, a, b);
        }
    }
    for (int h = 0; h < 2; h++) {
        for (size_t i = 0; i < hulls[h]->n; i++) {
            const struct diagram_vertex *v = &hulls[h]->vertex[i];
            double at[2];
            place(v->x, at);
            if (h == 0 || v->missed)
                diagram_draw_label(script, p, v, &l, at, at[0] - centre[0], at[1] - centre[1]);
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

static void put_colours(struct bytes *script, const struct diagram *p, const char *unit)
{
    double most = far_away(p), width = width_of_all(), height = height_of_all();
    bytes_print(script,
                "set palette defined (0 '#08306b', 0.25 '#0072b2', 0.6 '#8ab6d6', 1 '#e3eef6')\n"
                "set cbrange [0:%g]\nset cbtics %g scale 0\n"
                "set colorbox horizontal user origin %.5f,%.5f size %.5f,%.5f noborder\nset cblabel ",
                most, gnuplot_step(most, 4), (LEFT + SIDE * 0.7) / width, 1 - 60 / height, SIDE * 0.3 / width, 12 / height);
    diagram_draw_name(script, unit ? "above the hull" : "above the hull per atom", unit);
    bytes_print(script,
                " tc rgb '#333333'\nset key at screen %.5f,%.5f left top Left reverse samplen 1.2 "
                "textcolor rgb '#333333'\n",
                20 / width, 1 - 30 / height);
}

/* What there is of the points and of tie-lines of the true hull. */
static void put_plot(struct bytes *script, const struct diagram *p, size_t predicted, size_t calculated, bool differ)
{
    bytes_print(script, "plot $grid using 1:2:3:4:5 with vectors nohead lw 0.8 lc rgb variable notitle");
    if (differ)
        bytes_print(script, ", $truth with vectors nohead lc rgb '#88%s' lw 5 notitle", diagram_draw_true);
    bytes_print(script, ", $found with vectors nohead lc rgb '#%s' lw 1.2 notitle", diagram_draw_found);
    if (predicted)
        bytes_print(script, ", $predicted with points pt 7 ps 0.6 lc palette notitle"
                            ", $predicted with points pt 7 ps 0.3 lc rgb 'white' notitle");
    if (calculated)
        bytes_print(script, ", $calculated with points pt 7 ps 0.6 lc palette notitle");
    bytes_print(script, ", $vertices with points pt 7 ps 1 lc rgb '#%s' notitle", diagram_draw_found);
    diagram_draw_key(script, p, differ);
}

void diagram_draw_ternary(const struct diagram *p, const char *unit, enum picture format, struct bytes *script)
{
    gnuplot_start(script, format, (unsigned)width_of_all(), (unsigned)height_of_all());
    bytes_print(script,
                "unset border\nunset tics\nset lmargin at screen 0\nset rmargin at screen 1\nset bmargin at screen 0\n"
                "set tmargin at screen 1\nset xrange [0:%g]\nset yrange [0:%g]\n",
                width_of_all(), height_of_all());
    put_colours(script, p, unit);
    put_labels(script, p);
    put_triangle(script);
    size_t predicted = put_points(script, p, false), calculated = put_points(script, p, true);
    put_edges(script, "found", &p->found, NULL);
    bool differ = put_edges(script, "truth", &p->truth, &p->found) > 0;
    put_vertices(script, "vertices", &p->found, false);
    put_vertices(script, "missed", &p->truth, true);
    put_plot(script, p, predicted, calculated, differ);
}
