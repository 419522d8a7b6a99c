#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "plot/learning_plot.h"
#include "plot/log_axis.h"

/* What surrounds the frame of the axes, and that frame's least width, in units. */
enum { BOTTOM = 62, TOP = 18, LEAST = 230 };
static const double proportion = 0.8;
/* How far labels are apart at least, and the width of a character in them. */
enum { LABEL = 22, CHARACTER = 8 };
/* Columns of text that the axis of errors takes. */
enum { COLUMNS = 48 };

static bool has_bar(const struct learning_point *p)
{
    return !isnan(learning_plot_deviation(p));
}

static double bar_low(const struct learning_point *p)
{
    return p->error.mean - learning_plot_deviation(p);
}

static double bar_high(const struct learning_point *p)
{
    return p->error.mean + learning_plot_deviation(p);
}

/* The ends of an axis: with some room beside what it holds, or those that users choose. */
static void put_ends(struct log_axis *axis, const struct look *l, int which)
{
    double range[2];
    log_axis_room(axis);
    range[0] = axis->low;
    range[1] = axis->high;
    look_range(l, which, true, range);
    axis->low = range[0];
    axis->high = range[1];
}

/* Widens the axis to the line that fits a curve, where it is at the sizes that users choose as ends. */
static void include_fit(struct log_axis *axis, const struct learning_curve *c, const struct look *l)
{
    struct power_law fit = learning_plot_fit(c);
    for (int i = 0; i < 2; i++) {
        double n = l->range[LOOK_X][i], error = n > 0 ? power_law_at(&fit, n) : NAN;
        if (error > 1e-99 && error < 1e99)
            log_axis_include(axis, error);
    }
}

/* The axis of errors. A bar that goes far down, in logarithms maybe without end, does not stretch it. */
static struct log_axis error_axis(const struct learning_plot *p, const struct look *l)
{
    struct log_axis axis = {0};
    for (size_t i = 0; i < p->n; i++) {
        include_fit(&axis, &p->curve[i], l);
        for (size_t j = 0; j < p->curve[i].n; j++) {
            const struct learning_point *point = &p->curve[i].point[j];
            double mean = point->error.mean;
            log_axis_include(&axis, mean);
            if (has_bar(point)) {
                log_axis_include(&axis, fmax(bar_low(point), mean / 4));
                log_axis_include(&axis, bar_high(point));
            }
        }
    }
    put_ends(&axis, l, LOOK_Y);
    log_axis_round_ticks(&axis);
    return axis;
}

/* The axis of training sizes, so long: a tick at each, named where there is room. */
static struct log_axis size_axis(const struct learning_plot *p, const struct look *l, double length)
{
    struct log_axis axis = {0};
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = 0; j < p->curve[i].n; j++) {
            log_axis_include(&axis, p->curve[i].point[j].n);
            log_axis_tick(&axis, p->curve[i].point[j].n);
        }
    }
    put_ends(&axis, l, LOOK_X);
    for (int i = 0; i < 2; i++)
        if (!isnan(l->range[LOOK_X][i]))
            log_axis_tick(&axis, l->range[LOOK_X][i]);
    int digits = snprintf(NULL, 0, "%.10g", axis.tick[axis.n - 1].at);
    log_axis_thin(&axis, (double)(digits + 1) * CHARACTER / length);
    return axis;
}

static void put_axis(struct bytes *script, const char *letter, const struct log_axis *axis)
{
    bytes_print(script, "set %srange [%.10g:%.10g]\nset %stics (", letter, axis->low, axis->high, letter);
    for (size_t i = 0; i < axis->n; i++) {
        bytes_print(script, i ? ", '" : "'");
        if (axis->tick[i].named)
            bytes_print(script, "%.10g", axis->tick[i].at);
        bytes_print(script, "' %.10g %d", axis->tick[i].at, axis->tick[i].named ? 0 : 1);
    }
    bytes_print(script, ")\n");
}

/* Size, error, and where the bar starts and how far it goes. */
static void put_data(struct bytes *script, const struct learning_curve *c, size_t i, double low)
{
    bytes_print(script, "$curve%zu << END\n", i);
    for (const struct learning_point *p = c->point; p < c->point + c->n; p++) {
        bytes_print(script, "%.10g %.10g", p->n, p->error.mean);
        if (has_bar(p)) {
            double start = fmax(bar_low(p), low);
            bytes_print(script, " %.10g %.10g\n", start, bar_high(p) - start);
        } else {
            bytes_print(script, " NaN NaN\n");
        }
    }
    bytes_print(script, "END\n");
}

static const char *colour_of(size_t i)
{
    return gnuplot_colours[i % GNUPLOT_COLOURS];
}

/* The power that fits a curve of several sizes: a straight line through the whole picture. */
static void put_fit(struct bytes *script, const struct learning_curve *c, size_t i)
{
    struct power_law fit = learning_plot_fit(c);
    double exponent = power_law_exponent(&fit);
    if (!isnan(exponent))
        bytes_print(script, "%.10g*(x/%.10g)**(%.10g) with lines lw 1.4 lc rgb '#%s' dt %zu, ", exp(fit.y), exp(fit.x),
                    exponent, colour_of(i), i / GNUPLOT_COLOURS % 4 + 1);
}

/* Lines below bars below points. Bars are arrows with flat heads: gnuplot's error bars leave out their middle. */
static void put_curves(struct bytes *script, const struct learning_plot *p)
{
    bytes_print(script, "set samples 2\nset clip two\nplot ");
    for (size_t i = 0; i < p->n; i++)
        put_fit(script, &p->curve[i], i);
    for (size_t i = 0; i < p->n; i++)
        bytes_print(script, "$curve%zu using 1:3:(0):4 with vectors heads size screen 0.006,90 nofilled lc rgb '#%s', ", i,
                    colour_of(i));
    for (size_t i = 0; i < p->n; i++)
        bytes_print(script, "$curve%zu using 1:2 with points pt 7 ps 0.7*point lc rgb '#%s'%s", i, colour_of(i),
                    i + 1 < p->n ? ", " : "\n");
}

struct label {
    double at; /* its middle, above the lower end of the frame */
    size_t curve;
};

static int by_place(const void *a, const void *b)
{
    const struct label *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return x->curve < y->curve ? -1 : 1;
}

/* Moves labels, ordered by place, apart as little as can be in the sum of squares: neighbours that are too near, pools
   of labels in the end, stand about the mean of where they should be. */
static void spread(struct label *label, size_t n, double high)
{
    struct pool {
        double mean;
        size_t n;
    } *pool = mem_new(n, sizeof *pool);
    size_t pools = 0, i = 0;
    for (; i < n; i++) {
        pool[pools++] = (struct pool){label[i].at - (double)i * LABEL, 1};
        for (; pools > 1 && pool[pools - 2].mean > pool[pools - 1].mean; pools--) {
            struct pool *a = &pool[pools - 2], *b = &pool[pools - 1];
            a->mean = (a->mean * (double)a->n + b->mean * (double)b->n) / (double)(a->n + b->n);
            a->n += b->n;
        }
    }
    i = 0;
    for (size_t j = 0; j < pools; j++)
        for (size_t k = 0; k < pool[j].n; k++, i++)
            label[i].at = fmin(fmax(pool[j].mean, 0), high - (double)(n - 1) * LABEL) + (double)i * LABEL;
    free(pool);
}

/* A curve's name, safe from being taken for markup, and its exponent raised. */
static void put_label(struct bytes *script, const struct learning_curve *c)
{
    struct bytes text = {0};
    gnuplot_escape(&text, c->name);
    struct power_law fit = learning_plot_fit(c);
    double exponent = power_law_exponent(&fit);
    if (!isnan(exponent))
        bytes_print(&text, "%s\u221d n^{%s%.2f}", *c->name ? "  " : "", exponent < 0 ? "\u2212" : "", fabs(exponent));
    bytes_put(&text, "", 1);
    gnuplot_quote(script, (const char *)text.at);
    bytes_free(&text);
}

/* Where a curve ends on the right: the line that fits it, or its only point. */
static double end_of(const struct learning_curve *c, const struct log_axis *sizes)
{
    struct power_law fit = learning_plot_fit(c);
    double end = power_law_at(&fit, sizes->high);
    return isnan(end) ? c->point[c->n - 1].error.mean : end;
}

/* At x of the screen, right of the frame, whose height is given, at the height at which the curves end. */
static void put_labels(struct bytes *script, const struct learning_plot *p, const struct log_axis *sizes,
                       const struct log_axis *errors, double height, double x)
{
    struct label *label = mem_new(p->n, sizeof *label);
    for (size_t i = 0; i < p->n; i++) {
        double place = log_axis_place(errors, end_of(&p->curve[i], sizes));
        label[i] = (struct label){height * fmin(fmax(place, 0), 1), i};
    }
    qsort(label, p->n, sizeof *label, by_place);
    spread(label, p->n, height);
    for (size_t i = 0; i < p->n; i++) {
        bytes_print(script, "set label ");
        put_label(script, &p->curve[label[i].curve]);
        bytes_print(script, " at screen %.5f, graph %.5f tc rgb '#%s'\n", x, label[i].at / height, colour_of(label[i].curve));
    }
    free(label);
}

/* Points of width that the longest label needs: a character may be several bytes of UTF-8. */
static double label_width(const struct learning_plot *p)
{
    size_t longest = 0;
    for (size_t i = 0; i < p->n; i++) {
        size_t n = 0;
        for (const char *c = p->curve[i].name; *c; c++)
            n += ((unsigned char)*c & 0xc0) != 0x80;
        longest = n > longest ? n : longest;
    }
    return (double)(longest + strlen("  ~ n^-0.00")) * CHARACTER;
}

static char *error_title(const struct learning_plot *p, const char *unit)
{
    struct bytes text = {0};
    bytes_print(&text, "%s", p->error);
    if (unit)
        bytes_print(&text, " (%s)", unit);
    bytes_put(&text, "", 1);
    return (char *)text.at;
}

/* Units that the names of errors take on the left. */
static double error_width(const struct log_axis *errors)
{
    int most = 0;
    for (size_t i = 0; i < errors->n; i++) {
        int n = errors->tick[i].named ? snprintf(NULL, 0, "%.10g", errors->tick[i].at) : 0;
        most = n > most ? n : most;
    }
    return gnuplot_left_of(most);
}

void learning_plot_draw(const struct learning_plot *p, const char *unit, struct drawing *d)
{
    struct log_axis errors = error_axis(p, d->look);
    double left = error_width(&errors), right = label_width(p), top = TOP + look_title_room(d->look);
    struct canvas canvas = look_canvas(d->look, proportion);
    look_grow(d->look, &canvas, left + LEAST + right, top + (double)p->n * LABEL + BOTTOM);
    double width = look_frame(canvas.width, left + right), height = look_frame(canvas.height, top + BOTTOM);
    struct log_axis sizes = size_axis(p, d->look, width);
    struct bytes *script = &d->script;

    gnuplot_start(d, canvas);
    gnuplot_frame(d, left, right, BOTTOM, top);
    bytes_print(script, "set logscale xy\n");
    put_axis(script, "x", &sizes);
    put_axis(script, "y", &errors);
    gnuplot_axes(d, "training size n", NULL, p->error, unit);
    put_labels(script, p, &sizes, &errors, height, (left + width + 6) / canvas.width);
    for (size_t i = 0; i < p->n; i++)
        put_data(script, &p->curve[i], i, errors.low);
    put_curves(script, p);
    free(sizes.tick);
    free(errors.tick);
}

/* The column of text at which an error stands. */
static size_t column_of(const struct log_axis *errors, double error)
{
    double place = log_axis_place(errors, error) * COLUMNS;
    return (size_t)fmin(fmax(place, 0), COLUMNS - 1);
}

static void point_ascii(const struct learning_point *p, const struct log_axis *errors, int width, struct output *out)
{
    char line[COLUMNS + 1], deviation[32] = "";
    memset(line, ' ', COLUMNS);
    line[COLUMNS] = '\0';
    if (has_bar(p)) {
        snprintf(deviation, sizeof deviation, " +- %.2g", learning_plot_deviation(p));
        size_t low = column_of(errors, fmax(bar_low(p), errors->low)), high = column_of(errors, bar_high(p));
        memset(line + low, '-', high - low + 1);
    }
    line[column_of(errors, p->error.mean)] = 'o';
    output_print(out, "%*.10g |%s| %8.4g%s\n", width, p->n, line, p->error.mean, deviation);
}

/* The numbers of the axis, each centred below its place where there is room. */
static void axis_ascii(const struct log_axis *errors, int width, struct output *out)
{
    int end = 0;
    output_print(out, "%*s", width + 1, "");
    for (size_t i = 0; i < errors->n; i++) {
        char name[32];
        int length = snprintf(name, sizeof name, "%.10g", errors->tick[i].at);
        int start = 1 + (int)column_of(errors, errors->tick[i].at) - length / 2;
        if (!errors->tick[i].named || start < end + (end > 0))
            continue;
        output_print(out, "%*s%s", start - end, "", name);
        end = start + length;
    }
    output_print(out, "\n");
}

void learning_plot_ascii(const struct learning_plot *p, const char *unit, const struct look *l, struct output *out)
{
    struct log_axis sizes = size_axis(p, l, COLUMNS), errors = error_axis(p, l);
    int width = snprintf(NULL, 0, "%.10g", sizes.tick[sizes.n - 1].at);
    char *title = error_title(p, unit);
    output_print(out, "%s by training size n\n", title);
    for (size_t i = 0; i < p->n; i++) {
        const struct learning_curve *c = &p->curve[i];
        output_print(out, "\n%s", c->name);
        struct power_law fit = learning_plot_fit(c);
        if (c->n > 1)
            output_print(out, "%s~ n^%.2f", *c->name ? "  " : "", power_law_exponent(&fit));
        output_print(out, "\n");
        for (size_t j = 0; j < c->n; j++)
            point_ascii(&c->point[j], &errors, width, out);
        axis_ascii(&errors, width, out);
    }
    free(title);
    free(sizes.tick);
    free(errors.tick);
}
