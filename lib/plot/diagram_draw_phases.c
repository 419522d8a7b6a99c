/* More than three elements: a row for each phase, as a table has them. A tetrahedron seen from one side does not tell how far
   back a phase is, so that nobody could read a composition from it; and five elements have no such picture. */
#include <math.h>

#include "plot/diagram_draw.h"
#include "structure/element.h"

/* In units: what surrounds the rows, what they take, the bars of compositions, and what is between these and energies. */
enum { RIGHT = 20, BOTTOM = 62, TOP = 40, ROW = 22, GAP = 26, LINE = 20 };
/* The bars' share of what names leave. */
static const double bars = 0.46;

/* Where the two panels are: bars from left to middle, energies from next on. */
struct phase_rows {
    double left, middle, next, top;
    size_t rows;
};

/* The vertices of the hull that was found, then those of the true hull that it misses: the next after *i of l, NULL at the end. */
static const struct diagram_vertex *next_row(const struct diagram *p, size_t *i)
{
    for (; *i < p->found.n + p->truth.n; ++*i) {
        bool missed = *i >= p->found.n;
        const struct diagram_vertex *v = missed ? &p->truth.vertex[*i - p->found.n] : &p->found.vertex[*i];
        if (v->missed == missed) {
            ++*i;
            return v;
        }
    }
    return NULL;
}

static size_t count_rows(const struct diagram *p)
{
    size_t i = 0, n = 0;
    while (next_row(p, &i))
        n++;
    return n;
}

static bool any_missed(const struct diagram *p)
{
    for (size_t i = 0; i < p->truth.n; i++)
        if (p->truth.vertex[i].missed)
            return true;
    return false;
}

/* Units of width of the longest name. */
static double name_width(const struct diagram *p)
{
    double most = 0;
    const struct diagram_vertex *v;
    for (size_t i = 0; (v = next_row(p, &i));) {
        struct bytes text = {0};
        diagram_formula(p, v->x, "", "", &text);
        most = fmax(most, diagram_draw_width((const char *)text.at));
        bytes_free(&text);
    }
    return most;
}

/* The bars' parts of one element: middle and ends along both axes. */
static void put_part(struct bytes *script, const struct diagram *p, size_t c)
{
    const struct diagram_vertex *v;
    double row = 0;
    bytes_print(script, "$part%zu << END\n", c);
    for (size_t i = 0; (v = next_row(p, &i)); row++) {
        double from = 0;
        for (size_t b = 0; b < c; b++)
            from += v->x[b];
        if (v->x[c] > 0)
            bytes_print(script, "%.6f %g %.6f %.6f %g %g\n", from + v->x[c] / 2, row, from, from + v->x[c], row - 0.36,
                        row + 0.36);
    }
    bytes_print(script, "END\n");
}

static void put_names(struct bytes *script, const struct diagram *p)
{
    const struct diagram_vertex *v;
    size_t row = 0;
    for (size_t i = 0; (v = next_row(p, &i)); row++) {
        struct bytes text = {0};
        diagram_formula(p, v->x, "_{", "}", &text);
        bytes_print(script, "set label '%s' at graph -0.03, first %zu right tc rgb '#%s'\n", (const char *)text.at, row,
                    v->missed ? diagram_draw_true : "222222");
        bytes_free(&text);
    }
}

static void put_compositions(struct drawing *d, const struct diagram *p, const struct phase_rows *f)
{
    struct bytes *script = &d->script;
    gnuplot_frame(d, f->left, d->canvas.width - f->middle, BOTTOM, f->top);
    bytes_print(script,
                "set xrange [0:1]\nset yrange [%g:-0.6]\nset border 1\nunset ytics\nset xtics 0.25 format '%%g'\n"
                "set style fill solid noborder\n"
                "set key at screen 0.5,%.5f center top maxrows 1 Left reverse samplen 1 width 1 textcolor rgb '#333333'\n",
                (double)f->rows - 0.4, 1 - (look_title_room(d->look) + 8) / d->canvas.height);
    if (any_missed(p))
        bytes_print(script, "set label 'on the true hull alone' at screen 0.5,%.5f center tc rgb '#%s'\n",
                    1 - (f->top - 18) / d->canvas.height, diagram_draw_true);
    gnuplot_axes(d, "fraction", NULL, NULL, NULL);
    put_names(script, p);
    for (size_t c = 0; c < p->k; c++)
        put_part(script, p, c);
    for (size_t c = 0; c < p->k; c++)
        bytes_print(script, "%s $part%zu with boxxyerror fc rgb '#%s' title '%s'", c ? "," : "plot", c, gnuplot_colours[c],
                    element_symbol(p->element[c]));
    bytes_print(script, "\nunset label\n");
}

/* The energies that the panel shows: from below the deepest phase to 0. */
static void choose_range(const struct diagram *p, const struct look *l, double range[2])
{
    const struct diagram_vertex *v;
    range[0] = 0;
    for (size_t i = 0; (v = next_row(p, &i));)
        range[0] = fmin(range[0], v->formation);
    range[0] = range[0] < 0 ? 1.06 * range[0] : -1e-3;
    range[1] = -0.04 * range[0];
    look_range(l, LOOK_Y, false, range);
}

/* Energies and rows of phases within the range, of the hull or of those missed, as data, and what they tell. Returns how many. */
static size_t put_points(struct drawing *d, const struct diagram *p, const double range[2], bool missed, const char *unit)
{
    const struct diagram_vertex *v;
    size_t row = 0, n = 0;
    bytes_print(&d->script, "$%s << END\n", missed ? "missed" : "found");
    for (size_t i = 0; (v = next_row(p, &i)); row++) {
        if (v->missed != missed || v->formation < range[0] || v->formation > range[1])
            continue;
        bytes_print(&d->script, "%.17g %zu\n", v->formation, row);
        n++;
    }
    bytes_print(&d->script, "END\n");
    for (int times = missed ? 2 : 1; times > 0; times--)
        for (size_t i = 0; (v = next_row(p, &i));)
            if (v->missed == missed && v->formation >= range[0] && v->formation <= range[1])
                diagram_draw_vertex_tip(d, p, v, unit);
    return n;
}

static void put_energies(struct drawing *d, const struct diagram *p, const struct phase_rows *f, const char *unit)
{
    struct bytes *script = &d->script;
    double range[2];
    choose_range(p, d->look, range);
    gnuplot_frame(d, f->next, RIGHT, BOTTOM, f->top);
    bytes_print(script, "unset key\nset xrange [%.17g:%.17g]\nset xtics %g\n", range[0], range[1],
                gnuplot_step(range[1] - range[0], 4));
    gnuplot_axes(d, unit ? "formation energy" : "formation energy per atom", unit, NULL, NULL);
    size_t found = put_points(d, p, range, false, unit), missed = put_points(d, p, range, true, unit);
    bytes_print(script, "set arrow from 0,graph 0 to 0,graph 1 nohead lc rgb '#cccccc' lw 0.7\nplot NaN notitle");
    if (found)
        bytes_print(script,
                    ", $found using 1:2:(-$1):(0) with vectors nohead lc rgb '#%s' lw 1.2 notitle"
                    ", $found with points pt 7 ps 0.8*point lc rgb '#%s' notitle",
                    diagram_draw_found, diagram_draw_found);
    if (missed)
        diagram_draw_ring(script, "$missed", 1, diagram_draw_true);
    bytes_print(script, "\n");
}

void diagram_draw_phases(const struct diagram *p, const char *unit, struct drawing *d)
{
    struct phase_rows f = {.rows = count_rows(p),
                           .left = name_width(p) + 14,
                           .top = TOP + LINE * any_missed(p) + look_title_room(d->look)};
    struct canvas canvas = look_canvas(d->look, 0);
    look_lacks(d->look, LOOK_X);
    look_grow(d->look, &canvas, 0, f.top + fmax((double)f.rows * ROW, 100) + BOTTOM);
    double room = look_frame(canvas.width, f.left + GAP + RIGHT);
    look_frame(canvas.height, f.top + BOTTOM);
    f.middle = f.left + bars * room;
    f.next = f.middle + GAP;
    gnuplot_start(d, canvas);
    bytes_print(&d->script, "set multiplot\n");
    put_compositions(d, p, &f);
    put_energies(d, p, &f, unit);
    bytes_print(&d->script, "unset multiplot\n");
}
