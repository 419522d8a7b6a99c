#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plot/tensor_plot.h"

/* In units: what surrounds the frame of a panel, a panel where users choose no height, rows of the legend, and its characters and
   what stands before them. */
enum { BOTTOM = 58, TITLE = 30, PANEL = 240, ROW = 18, CHARACTER = 9, SAMPLE = 36 };
/* Columns of text that the axis takes. */
enum { COLUMNS = 64 };
static const char shades[] = " .:-=+*#%@";

static void put_data(struct bytes *script, const struct term_picture *p)
{
    const struct layout *l = &p->layout;
    double width = (l->stop - l->start) / (double)l->bins;
    bytes_print(script, "$panel%zu << END\n", p->term);
    for (size_t i = 0; i < l->bins; i++) {
        bytes_print(script, "%.8g", l->start + ((double)i + 0.5) * width);
        for (size_t j = 0; j < p->n; j++)
            bytes_print(script, " %.6g", p->curve[j].bin[i]);
        bytes_print(script, "\n");
    }
    bytes_print(script, "END\n");
}

/* The heaviest block whose curve cannot be told from that of block j, as in crystals that another element would fit: j itself
   where there is no other. */
static size_t same_curve(const struct term_picture *p, size_t j)
{
    for (size_t i = 0; i < j; i++) {
        double apart = 0, largest = 0;
        for (size_t k = 0; k < p->layout.bins; k++) {
            apart = fmax(apart, fabs(p->curve[i].bin[k] - p->curve[j].bin[k]));
            largest = fmax(largest, fabs(p->curve[i].bin[k]));
        }
        if (apart < 0.01 * largest)
            return i;
    }
    return j;
}

/* For each block the place of its curve among those that differ: what has one place has one colour and one dash. */
static size_t *curve_places(const struct term_picture *p, size_t named)
{
    size_t *place = mem_new(named, sizeof *place), n = 0;
    for (size_t j = 0; j < named; j++) {
        size_t i = same_curve(p, j);
        place[j] = i == j ? n++ : place[i];
    }
    return place;
}

/* What a curve looks like that has this place among those that differ: colours first, then dashes. */
static void put_style(struct bytes *script, size_t place)
{
    bytes_print(script, " lw 1.5 lc rgb '#%s' dt %zu", gnuplot_colours[place % GNUPLOT_COLOURS],
                place / GNUPLOT_COLOURS % 4 + 1);
}

static void put_area(struct bytes *script, const struct term_picture *p, size_t j, size_t place)
{
    bytes_print(script, "$panel%zu using 1:%zu smooth mcsplines with filledcurves y=0 fc rgb '#%s' fs transparent solid 0.12, ",
                p->term, j + 2, gnuplot_colours[place % GNUPLOT_COLOURS]);
}

static void put_line(struct bytes *script, const struct term_picture *p, size_t j, size_t place)
{
    bytes_print(script, "$panel%zu using 1:%zu smooth mcsplines with lines", p->term, j + 2);
    put_style(script, place);
    bytes_print(script, ", ");
}

/* All areas below all lines; of blocks that share one, the first draws it. */
static void put_curves(struct bytes *script, const struct term_picture *p, const size_t *place, size_t named)
{
    static void (*const put[])(struct bytes * script, const struct term_picture *p, size_t j, size_t place) = {put_area,
                                                                                                               put_line};
    bytes_print(script, "plot ");
    for (size_t j = named; j < p->n; j++)
        bytes_print(script, "$panel%zu using 1:%zu smooth mcsplines with lines lc rgb '#cccccc', ", p->term, j + 2);
    for (int what = 0; what < 2; what++) {
        for (size_t j = 0, n = 0; j < named; j++) {
            if (place[j] != n)
                continue;
            put[what](script, p, j, place[j]);
            n++;
        }
    }
    bytes_print(script, "NaN\n");
}

/* A row of the legend: a sample of the line, whose style follows, at this distance from the left, and the name. gnuplot's own legend
   leaves out rows that it finds no room for. */
static void put_row(struct drawing *d, double x, double y, const char *name)
{
    const struct canvas *c = &d->canvas;
    bytes_print(&d->script, "set label ");
    gnuplot_quote(&d->script, name);
    bytes_print(&d->script, " at screen %.5f,%.5f left noenhanced tc rgb '#333333'\n", (x + SAMPLE + 8) / c->width,
                1 - y / c->height);
    bytes_print(&d->script, "set arrow from screen %.5f,%.5f to screen %.5f,%.5f nohead", x / c->width, 1 - y / c->height,
                (x + SAMPLE) / c->width, 1 - y / c->height);
}

static void put_legend(struct drawing *d, const struct term_picture *p, const size_t *place, size_t named, double x, double y)
{
    char more[32];
    for (size_t j = 0; j < named; j++, y += ROW) {
        put_row(d, x, y, p->curve[j].label);
        put_style(&d->script, place[j]);
        bytes_print(&d->script, "\n");
    }
    snprintf(more, sizeof more, "%zu more", p->n - named);
    if (named < p->n) {
        put_row(d, x, y, more);
        bytes_print(&d->script, " lc rgb '#cccccc'\n");
    }
}

/* The ranges of a panel's axes. */
static void choose_ranges(const struct term_picture *p, const struct look *look, double x[2], double y[2])
{
    x[0] = p->layout.start;
    x[1] = p->layout.stop;
    y[0] = y[1] = 0;
    for (size_t j = 0; j < p->n; j++) {
        for (size_t i = 0; i < p->layout.bins; i++) {
            y[0] = fmin(y[0], 1.05 * p->curve[j].bin[i]);
            y[1] = fmax(y[1], 1.05 * p->curve[j].bin[i]);
        }
    }
    if (y[0] == y[1])
        y[1] = 1;
    look_range(look, LOOK_X, false, x);
    look_range(look, LOOK_Y, false, y);
}

static double step_of(const double y[2])
{
    return gnuplot_step(y[1] - y[0], 5);
}

static void put_ranges(struct bytes *script, const struct term_picture *p, const struct look *look)
{
    double x[2], y[2];
    choose_ranges(p, look, x, y);
    bytes_print(script, "set xrange [%.8g:%.8g]\nset yrange [%.8g:%.8g]\nset ytics %g\n", x[0], x[1], y[0], y[1], step_of(y));
    if (p->n == 0)
        bytes_print(script, "set label 2 'no blocks' at graph 0.5,0.5 center tc rgb '#888888'\n");
}

/* Units that all panels' numbers take on the left. */
static double left_of(const struct tensor_plot *p, const struct look *look)
{
    double most = 0;
    for (size_t i = 0; i < p->n; i++) {
        double x[2], y[2];
        choose_ranges(&p->panel[i], look, x, y);
        most = fmax(most, gnuplot_left(y, step_of(y)));
    }
    return most;
}

static size_t named_blocks(const struct tensor_plot *p, const struct term_picture *panel)
{
    return panel->n < p->most ? panel->n : p->most;
}

/* Units of width that the legends take. */
static double legend_width(const struct tensor_plot *p)
{
    size_t longest = strlen("999 more");
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < named_blocks(p, &p->panel[i]); j++)
            longest = strlen(p->panel[i].curve[j].label) > longest ? strlen(p->panel[i].curve[j].label) : longest;
    return SAMPLE + 24 + CHARACTER * (double)longest;
}

/* Units of height that a panel takes: all of its legend. */
static double panel_height(const struct tensor_plot *p)
{
    size_t rows = 0;
    for (size_t i = 0; i < p->n; i++)
        rows = named_blocks(p, &p->panel[i]) > rows ? named_blocks(p, &p->panel[i]) : rows;
    return fmax(PANEL, (double)(rows + 2) * ROW);
}

static void put_panel(struct drawing *d, const struct tensor_plot *p, size_t i, double left, double right)
{
    const struct canvas *c = &d->canvas;
    double height = (c->height - TITLE) / (double)p->n, top = TITLE + height * (double)i;
    const struct term_picture *panel = &p->panel[i];
    size_t named = named_blocks(p, panel), *place = curve_places(panel, named);
    const char *value = p->value.length > 0 ? (const char *)p->value.at : panel->axis.density ? "density" : "weight per bin";
    struct bytes *script = &d->script;
    gnuplot_frame(d, left, right, c->height - top - height + BOTTOM, top);
    bytes_print(script, "set samples %zu\n", 4 * (panel->layout.bins - 1) + 1);
    gnuplot_axes(d, panel->axis.printed, NULL, value, NULL);
    if (panel->n > 0)
        put_data(script, panel);
    put_ranges(script, panel, d->look);
    put_legend(d, panel, place, named, c->width - right + 10, top + 8);
    put_curves(script, panel, place, named);
    bytes_print(script, "unset label\nunset arrow\n");
    free(place);
}

/* Id and formula, with its numbers below the line; or what weights are of. */
static void put_title(struct drawing *d, const struct tensor_plot *p, double left)
{
    struct bytes text = {0}, formula = {0};
    gnuplot_escape(&text, p->value.length > 0 ? (const char *)p->title.at : p->record.sample.id);
    if (p->value.length == 0) {
        sample_formula(&p->record.sample, &formula);
        bytes_print(&text, "  ");
        for (size_t i = 0; i < formula.length; i++)
            bytes_print(&text, isdigit(formula.at[i]) ? "_{%c}" : "%c", formula.at[i]);
    }
    bytes_print(&d->script, "set label 1 ");
    gnuplot_quote(&d->script, (const char *)text.at);
    bytes_print(&d->script, " at screen %.5f,%.5f left tc rgb '#333333'\n", left / d->canvas.width, 1 - 16 / d->canvas.height);
    bytes_free(&text);
    bytes_free(&formula);
}

/* The blocks that may get a name in panels of this height, in which the legend has a row for all others. */
static size_t rows_within(double height, size_t most)
{
    double rows = floor(height / ROW) - 1;
    return rows < (double)most ? (size_t)fmax(rows, 1) : most;
}

void tensor_plot_draw(const struct tensor_plot *p, struct drawing *d)
{
    struct tensor_plot fitting = *p;
    struct canvas canvas = look_canvas(d->look, 0);
    look_grow(d->look, &canvas, 0, TITLE + panel_height(p) * (double)p->n);
    double height = (canvas.height - TITLE) / (double)p->n, left = left_of(p, d->look), right = legend_width(p);
    look_frame(canvas.width, left + right);
    look_frame(height, BOTTOM);
    fitting.most = rows_within(height, p->most);
    gnuplot_start(d, canvas);
    bytes_print(&d->script, "set multiplot\nset xzeroaxis lt 1 lc rgb '#999999' lw 0.5\n");
    if (!d->look->title)
        put_title(d, p, left);
    for (size_t i = 0; i < p->n; i++)
        put_panel(d, &fitting, i, left, right);
    bytes_print(&d->script, "unset multiplot\n");
}

/* The bins of a block, added up into columns of text: their magnitudes, or those of bins above 0 (sign 1) or below (-1). */
static void add_up(const struct layout *l, const double *bin, int sign, double sum[COLUMNS])
{
    memset(sum, 0, COLUMNS * sizeof *sum);
    for (size_t i = 0; i < l->bins; i++) {
        double first = (double)i * COLUMNS / (double)l->bins, last = (double)(i + 1) * COLUMNS / (double)l->bins;
        double value = sign ? fmax(sign * bin[i], 0) : fabs(bin[i]);
        for (size_t c = (size_t)first; c < COLUMNS && (double)c < last; c++)
            sum[c] += value * (fmin(last, (double)c + 1) - fmax(first, (double)c)) / (last - first);
    }
}

static double largest_of(const double sum[COLUMNS])
{
    double largest = 0;
    for (size_t c = 0; c < COLUMNS; c++)
        largest = fmax(largest, sum[c]);
    return largest;
}

static void put_shades(const double sum[COLUMNS], double largest, struct output *out)
{
    char line[COLUMNS + 1] = "";
    for (size_t c = 0; c < COLUMNS; c++)
        line[c] = shades[largest > 0 ? (size_t)(sum[c] / largest * (sizeof shades - 2) + 0.5) : 0];
    output_print(out, "|%s|", line);
}

static int label_width(const struct term_picture *p, size_t named)
{
    size_t width = 0;
    for (size_t j = 0; j < named; j++)
        width = strlen(p->curve[j].label) > width ? strlen(p->curve[j].label) : width;
    return (int)width;
}

static void curve_ascii(const struct layout *l, const struct curve *c, int width, struct output *out)
{
    double sum[COLUMNS];
    add_up(l, c->bin, 0, sum);
    output_print(out, "%-*s ", width, c->label);
    put_shades(sum, largest_of(sum), out);
    output_print(out, " %5.1f %%\n", 100 * c->share);
}

static void weights_ascii(const struct layout *l, const struct curve *c, int width, struct output *out)
{
    double above[COLUMNS], below[COLUMNS];
    add_up(l, c->bin, 1, above);
    add_up(l, c->bin, -1, below);
    double largest = fmax(largest_of(above), largest_of(below));
    output_print(out, "%-*s + ", width, c->label);
    put_shades(above, largest, out);
    output_print(out, " %5.1f %%\n%*s - ", 100 * c->share, width, "");
    put_shades(below, largest, out);
    output_print(out, "\n");
}

static void panel_ascii(const struct term_picture *p, size_t most, bool weights, struct output *out)
{
    const struct layout *l = &p->layout;
    size_t named = p->n < most ? p->n : most;
    int width = label_width(p, named);
    output_print(out, "\nterm %zu: %s%s%s%s\n", p->term, p->axis.name, *p->axis.unit ? " (" : "", p->axis.unit,
                 *p->axis.unit ? ")" : "");
    for (size_t j = 0; j < named; j++)
        (weights ? weights_ascii : curve_ascii)(l, &p->curve[j], width, out);
    output_print(out, "%*s  %-*.5g%*.5g\n", weights ? width + 2 : width, "", COLUMNS / 2, l->start, COLUMNS - COLUMNS / 2,
                 l->stop);
    if (named < p->n)
        output_print(out, "%zu more\n", p->n - named);
}

void tensor_plot_ascii(const struct tensor_plot *p, struct output *out)
{
    output_print(out, "%s\n", (const char *)p->title.at);
    for (size_t i = 0; i < p->n; i++)
        panel_ascii(&p->panel[i], p->most, p->value.length > 0, out);
}
