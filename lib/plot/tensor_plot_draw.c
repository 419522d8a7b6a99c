#include <math.h>
#include <string.h>

#include "base/size.h"
#include "plot/tensor_plot.h"

/* The picture in points. */
enum { WIDTH = 760, HEIGHT = 300, TITLE = 40 };
/* Columns of text that the axis takes. */
enum { COLUMNS = 64 };
static const char shades[] = " .:-=+*#%@";

/* A unit as a picture has it: 1/angstrom^2 becomes 1/A with a ring and a raised 2. */
static void put_axis(struct bytes *script, const struct term_picture *p)
{
    struct bytes text = {0};
    const char *unit = p->axis.unit, *angstrom = strstr(unit, "angstrom");
    bytes_print(&text, "%s", p->axis.name);
    if (angstrom)
        bytes_print(&text, " (%.*s\u00c5%s)", (int)(angstrom - unit), unit, strstr(unit, "^2") ? "\u00b2" : "");
    else if (*unit)
        bytes_print(&text, " (%s)", unit);
    bytes_print(script, "set xlabel ");
    gnuplot_quote(script, (const char *)text.at);
    bytes_print(script, " noenhanced offset 0,0.4\n");
    bytes_free(&text);
}

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

/* Whether a heavier block's curve cannot be told from that of block j, as in crystals that another element would fit. */
static bool is_covered(const struct term_picture *p, size_t j)
{
    for (size_t i = 0; i < j; i++) {
        double apart = 0, largest = 0;
        for (size_t k = 0; k < p->layout.bins; k++) {
            apart = fmax(apart, fabs(p->curve[i].bin[k] - p->curve[j].bin[k]));
            largest = fmax(largest, fabs(p->curve[i].bin[k]));
        }
        if (apart < 0.01 * largest)
            return true;
    }
    return false;
}

/* All areas below all lines; of these the heaviest first, and dashed what would cover another. */
static void put_curves(struct bytes *script, const struct term_picture *p, size_t named)
{
    bytes_print(script, "plot ");
    for (size_t j = named; j < p->n; j++)
        bytes_print(script, "$panel%zu using 1:%zu with lines lc rgb '#cccccc' notitle, ", p->term, j + 2);
    for (size_t j = 0; j < named; j++)
        bytes_print(script, "$panel%zu using 1:%zu with filledcurves y=0 fc rgb '#%s' fs transparent solid 0.12 notitle, ",
                    p->term, j + 2, gnuplot_colours[j % GNUPLOT_COLOURS]);
    for (size_t j = 0; j < named; j++) {
        bytes_print(script, "$panel%zu using 1:%zu with lines lw 1.6 lc rgb '#%s' dt %zu title ", p->term, j + 2,
                    gnuplot_colours[j % GNUPLOT_COLOURS], (j / GNUPLOT_COLOURS + is_covered(p, j)) % 4 + 1);
        gnuplot_quote(script, p->curve[j].label);
        bytes_print(script, ", ");
    }
    if (named < p->n)
        bytes_print(script, "NaN with lines lc rgb '#cccccc' title '%zu more', ", p->n - named);
    bytes_print(script, "0 lc rgb '#999999' lw 0.5 notitle\n");
}

/* Sets the range of the axis of bins' values, and the steps of its tics. */
static void put_range(struct bytes *script, const struct term_picture *p)
{
    double low = 0, high = 0;
    for (size_t j = 0; j < p->n; j++) {
        for (size_t i = 0; i < p->layout.bins; i++) {
            low = fmin(low, p->curve[j].bin[i]);
            high = fmax(high, p->curve[j].bin[i]);
        }
    }
    if (low == high)
        bytes_print(script, "set yrange [0:1]\nset label 2 'no blocks' at graph 0.5,0.5 center tc rgb '#888888'\n");
    else
        bytes_print(script, "set yrange [%.8g:%.8g]\nset ytics %g\n", 1.05 * low, 1.05 * high, gnuplot_step(high - low, 6));
}

/* What the bins are, upright beside the panel whose middle is at this height. */
static void put_value(struct bytes *script, const struct tensor_plot *p, const struct term_picture *panel, double middle)
{
    bytes_print(script, "set label 3 ");
    if (p->value.length > 0)
        gnuplot_quote(script, (const char *)p->value.at);
    else
        bytes_print(script, "'%s'", panel->axis.density ? "density" : "weight per bin");
    bytes_print(script, " at screen 0.02,%.5f center rotate noenhanced tc rgb '#333333'\n", middle);
}

static void put_panel(struct bytes *script, const struct tensor_plot *p, size_t i)
{
    double height = (double)(TITLE + HEIGHT * p->n), top = TITLE + HEIGHT * (double)i;
    const struct term_picture *panel = &p->panel[i];
    const struct layout *l = &panel->layout;
    bytes_print(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - top / height,
                1 - (top + HEIGHT - 60) / height);
    bytes_print(script, "set xrange [%.8g:%.8g]\nset key at screen 0.82,%.5f left top\n", l->start, l->stop,
                1 - (top - 6) / height);
    put_value(script, p, panel, 1 - (top + (HEIGHT - 60) / 2.0) / height);
    put_axis(script, panel);
    if (panel->n > 0)
        put_data(script, panel);
    put_range(script, panel);
    put_curves(script, panel, panel->n < p->most ? panel->n : p->most);
    bytes_print(script, "unset label\n");
}

void tensor_plot_script(const struct tensor_plot *p, enum picture format, struct bytes *script)
{
    unsigned height = (unsigned)size_add(TITLE, size_mul(HEIGHT, p->n));
    gnuplot_start(script, format, WIDTH, height);
    bytes_print(script, "set multiplot\nset samples 2\nset lmargin at screen 0.12\nset rmargin at screen 0.8\n"
                        "set key samplen 1.6 Left reverse noenhanced textcolor rgb '#333333'\nset label 1 ");
    gnuplot_quote(script, (const char *)p->title.at);
    bytes_print(script, " at screen 0.12,%.5f left noenhanced tc rgb '#333333'\n", 1 - 20.0 / height);
    for (size_t i = 0; i < p->n; i++)
        put_panel(script, p, i);
    bytes_print(script, "unset multiplot\n");
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
