#include "bench/curves.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/output.h"
#include "plot/gnuplot.h"
#include "plot/log_axis.h"

/* The picture in points: panels side by side, below a line of text; around a panel's axes room for numbers and names. */
enum { COLUMNS = 2, WIDTH = 450, HEIGHT = 300, TOP = 32, LEFT = 66, RIGHT = 130, ABOVE = 16, BELOW = 56 };
static const char small[] = "font ',12'";
/* How far apart names and numbers are at least, of the width or height of the axes. */
static const double apart = 0.085;

double curve_step(const struct curve *c, size_t i)
{
    return log(c->second[i] / c->second[i - 1]) / log(c->size[i] / c->size[i - 1]);
}

double curve_slope(const struct curve *c)
{
    size_t first = c->n / 2;
    double n = (double)(c->n - first), x = 0, y = 0, xx = 0, xy = 0;
    for (size_t i = first; i < c->n; i++) {
        double u = log(c->size[i]), v = log(c->second[i]);
        x += u;
        y += v;
        xx += u * u;
        xy += u * v;
    }
    return (n * xy - x * y) / (n * xx - x * x);
}

struct expected curve_expected(const struct curve *c)
{
    struct expected e;
    snprintf(e.text, sizeof e.text, c->least < c->most ? "%g to %g" : "%g", c->least, c->most);
    return e;
}

void curves_write(const struct curve *curves, size_t n, const char *path)
{
    struct output *out = output_open(path, OUTPUT_TEXT);
    output_print(out, "curve\tquantity\tunit\tx\tseconds\tslope\tfitted\texpected\n");
    for (const struct curve *c = curves; c < curves + n; c++)
        for (size_t i = 0; i < c->n; i++) {
            output_print(out, "%s\t%s\t%s\t%g\t%.4g", c->work, c->quantity, c->unit, c->size[i], c->second[i]);
            if (i > 0)
                output_print(out, "\t%.2f", curve_step(c, i));
            else
                output_print(out, "\t-");
            output_print(out, "\t%.2f\t%s\n", curve_slope(c), curve_expected(c).text);
        }
    output_close(out);
}

/* Curves from *c on that share its panel. */
static size_t curves_of_panel(const struct curve *c, size_t n)
{
    size_t same = 1;
    while (same < n && strcmp(c[same].quantity, c->quantity) == 0)
        same++;
    return same;
}

static size_t panels_of(const struct curve *c, size_t n)
{
    size_t panels = 0;
    for (size_t i = 0; i < n; i += curves_of_panel(c + i, n - i))
        panels++;
    return panels;
}

/* Where the panel's axes lie in a picture of the given height. */
static void put_frame(struct bytes *script, size_t panel, double height)
{
    double width = COLUMNS * WIDTH, left = (double)(panel % COLUMNS * WIDTH);
    double top = (double)(TOP + panel / COLUMNS * HEIGHT);
    bytes_print(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n", (left + LEFT) / width,
                (left + WIDTH - RIGHT) / width);
    bytes_print(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - (top + ABOVE) / height,
                1 - (top + HEIGHT - BELOW) / height);
}

static void put_axis(struct bytes *script, char letter, const struct log_axis *axis)
{
    bytes_print(script, "set %crange [%.8g:%.8g]\nset %ctics %s (", letter, axis->low, axis->high, letter, small);
    for (size_t i = 0; i < axis->n; i++) {
        const struct log_tick *tick = &axis->tick[i];
        bytes_print(script, tick->named ? "%s%.8g" : "%s'' %.8g 1", i ? ", " : "", tick->at);
    }
    bytes_print(script, ")\n");
}

/* Heights of names in the panel, from 0 to 1: beside the last points, moved up or down until they do not touch. */
static void place_names(const struct curve *c, size_t n, const struct log_axis *seconds, double *at)
{
    for (size_t i = 0; i < n; i++)
        at[i] = log_axis_place(seconds, c[i].second[c[i].n - 1]);
    for (size_t round = 0; round < 100; round++)
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < i; j++) {
                double gap = fabs(at[i] - at[j]), move = gap < apart ? (apart - gap) / 2 : 0;
                double up = at[i] < at[j] ? -move : move;
                at[i] += up;
                at[j] -= up;
            }
            at[i] = fmin(at[i], 0.98);
        }
}

static void put_names(struct bytes *script, const struct curve *c, size_t n, const struct log_axis *seconds)
{
    double at[GNUPLOT_COLOURS];
    place_names(c, n, seconds, at);
    for (size_t i = 0; i < n; i++) {
        bytes_print(script, "set label ");
        gnuplot_quote(script, c[i].work);
        bytes_print(script, ".gprintf('  %%.2f', %.2f) at first %g, graph %.4f left offset 0.9,0 %s tc rgb '#%s'\n",
                    curve_slope(&c[i]), c[i].size[c[i].n - 1], at[i], small, gnuplot_colours[i]);
    }
}

/* What is expected goes through the last point. */
static void put_data(struct bytes *script, const struct curve *c, size_t number)
{
    size_t last = c->n - 1;
    bytes_print(script, "$curve%zu << END\n", number);
    for (size_t i = 0; i < c->n; i++) {
        double x = c->size[i] / c->size[last], y = c->second[last];
        bytes_print(script, "%g %.5g %.5g %.5g\n", c->size[i], c->second[i], y * pow(x, c->least), y * pow(x, c->most));
    }
    bytes_print(script, "END\n");
}

static void put_curves(struct bytes *script, const struct curve *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_data(script, &c[i], i);
    bytes_print(script, "plot ");
    for (size_t i = 0; i < n; i++)
        for (size_t column = 3; column <= 4; column++)
            bytes_print(script, "$curve%zu using 1:%zu with lines lw 1.2 lc rgb '#b0%s', ", i, column, gnuplot_colours[i]);
    for (size_t i = 0; i < n; i++)
        bytes_print(script, "$curve%zu with linespoints lw 1.6 pt 7 ps 0.45 lc rgb '#%s'%s", i, gnuplot_colours[i],
                    i + 1 < n ? ", " : "\n");
}

/* At most GNUPLOT_COLOURS curves. */
static void put_panel(struct bytes *script, const struct curve *c, size_t n)
{
    struct log_axis sizes = {0}, seconds = {0};
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < c[i].n; j++) {
            log_axis_include(&sizes, c[i].size[j]);
            log_axis_include(&seconds, c[i].second[j]);
        }
    log_axis_room(&sizes);
    log_axis_room(&seconds);
    log_axis_round_ticks(&sizes);
    log_axis_round_ticks(&seconds);
    log_axis_thin(&sizes, 0.12);
    log_axis_thin(&seconds, apart);
    put_axis(script, 'x', &sizes);
    put_axis(script, 'y', &seconds);
    bytes_print(script, "set xlabel ");
    gnuplot_quote(script, c->quantity);
    bytes_print(script, " noenhanced offset 0,0.7\n");
    put_names(script, c, n, &seconds);
    put_curves(script, c, n);
    bytes_print(script, "unset label\n");
    free(sizes.tick);
    free(seconds.tick);
}

void curves_script(const struct curve *curves, size_t n, struct bytes *script)
{
    unsigned height = (unsigned)(TOP + HEIGHT * ((panels_of(curves, n) + COLUMNS - 1) / COLUMNS));
    gnuplot_start(script, PICTURE_SVG, COLUMNS * WIDTH, height);
    bytes_print(script,
                "set multiplot\nset logscale xy\nset micro\nset format y '%%.0s %%cs'\n"
                "set label 'time of one thread against size; numbers: slope of the larger half; faint: what is expected' "
                "at screen %.5f,%.5f left tc rgb '#333333'\n",
                (double)LEFT / (COLUMNS * WIDTH), 1 - TOP / 2.0 / height);
    for (size_t i = 0, panel = 0, same; i < n; i += same, panel++) {
        same = curves_of_panel(curves + i, n - i);
        put_frame(script, panel, height);
        put_panel(script, curves + i, same);
    }
    bytes_print(script, "unset multiplot\n");
}
