#include "plot/parity.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "learn/prediction_table.h"
#include "learn/reference_pairs.h"
#include "math/quantile.h"
#include "structure/structure_reader.h"
#include "structure/xyz.h"

/* The picture in points, and the frame of the axes in fractions of it: a square. */
enum { WIDTH = 680, HEIGHT = 664 };
static const char frame[] = "set lmargin at screen 0.14\nset rmargin at screen 0.97\n"
                            "set bmargin at screen 0.12\nset tmargin at screen 0.97\n";
static const char inset[] = "set lmargin at screen 0.63\nset rmargin at screen 0.95\n"
                            "set bmargin at screen 0.23\nset tmargin at screen 0.44\n";

static void add_point(struct parity *p, double reference, double predicted)
{
    p->point = mem_grow(p->point, &p->capacity, p->n + 1, sizeof *p->point);
    p->point[p->n][0] = reference;
    p->point[p->n][1] = predicted;
    p->n++;
    score_add(&p->score, reference, predicted);
}

static void read_table(struct parity *p, struct input *in, const char *property)
{
    struct prediction_table *table = prediction_table_from(in, property, true);
    struct prediction row;
    p->property = mem_text(table->t->names[table->reference]);
    while (prediction_table_next(table, &row))
        add_point(p, row.reference, row.predicted);
    prediction_table_close(table);
}

static void read_structures(struct parity *p, struct input *in, const char *name)
{
    struct structure_options how = {.vectors = true};
    struct structure s = {0};
    struct reference_pairs pairs = {0};
    const char *file = in->name;
    struct structure_reader *r = structure_reader_from(in, NULL, 0, &how);
    p->property = mem_text(name);
    p->structures = true;
    while (structure_reader_next(r, &s))
        for (size_t place = 0; reference_pairs_next(&pairs, &s, name, &place);)
            for (size_t i = 0; i < pairs.rows * pairs.columns; i++)
                if (!isnan(pairs.reference[i]))
                    add_point(p, pairs.reference[i], pairs.predicted[i]);
    if (p->n == 0)
        reference_pairs_lack(file, name);
    structure_reader_close(r);
    structure_free(&s);
    reference_pairs_free(&pairs);
}

void parity_read(struct parity *p, const char *path, const char *property)
{
    struct input *in = input_open(path);
    if (xyz_begins(in))
        read_structures(p, in, property ? property : "forces");
    else
        read_table(p, in, property);
}

void parity_free(struct parity *p)
{
    free(p->property);
    free(p->point);
    *p = (struct parity){0};
}

static double clamp(double x, double low, double high)
{
    return fmin(fmax(x, low), high);
}

/* The range of both coordinates, with some room at the ends. */
static void range_of(const struct parity *p, double range[2])
{
    range[0] = range[1] = p->point[0][0];
    for (size_t i = 0; i < p->n; i++) {
        for (int c = 0; c < 2; c++) {
            range[0] = fmin(range[0], p->point[i][c]);
            range[1] = fmax(range[1], p->point[i][c]);
        }
    }
    double room = 0.04 * (range[1] - range[0]);
    if (room == 0)
        room = fmax(0.04 * fabs(range[0]), 1e-6);
    range[0] -= room;
    range[1] += room;
}

static void put_label(struct bytes *script, const char *axis, const char *what, const char *of, const char *unit)
{
    struct bytes text = {0};
    bytes_print(&text, "%s%s%s", what, *of ? " " : "", of);
    if (unit)
        bytes_print(&text, " (%s)", unit);
    bytes_print(script, "set %s ", axis);
    gnuplot_quote(script, (const char *)text.at);
    bytes_print(script, " noenhanced\n");
    bytes_free(&text);
}

/* Three significant digits, trailing zeros too. */
static void put_number(struct bytes *text, double x)
{
    int decimals = x > 0 ? 2 - (int)floor(log10(x)) : 2;
    if (decimals > 7)
        bytes_print(text, "%.2e", x);
    else
        bytes_print(text, "%.*f", decimals > 0 ? decimals : 0, x);
}

static void put_scores(const struct parity *p, const char *unit, struct bytes *script)
{
    struct bytes text = {0};
    double numbers[] = {score_mae(&p->score), score_rmse(&p->score)};
    static const char *const names[] = {"MAE", "RMSE"};
    for (int i = 0; i < 2; i++) {
        put_number(&text, numbers[i]);
        bytes_print(&text, "%s%s", unit ? " " : "", unit ? unit : "");
        bytes_print(script, "set label '%s' at graph 0.04,%g tc rgb '#333333'\nset label ", names[i], 0.95 - 0.05 * i);
        gnuplot_quote(script, (const char *)text.at);
        bytes_print(script, " at graph 0.15,%g tc rgb '#333333' noenhanced\n", 0.95 - 0.05 * i);
        text.length = 0;
    }
    bytes_print(script,
                "set label 'n' at graph 0.04,0.85 tc rgb '#333333'\n"
                "set label '%zu' at graph 0.15,0.85 tc rgb '#333333'\n",
                p->n);
    bytes_free(&text);
}

/* The more points, the smaller and fainter each, so that where they crowd can be seen. */
static void put_points(const struct parity *p, const char *unit, struct bytes *script)
{
    double range[2], n = (double)p->n;
    range_of(p, range);
    double step = gnuplot_step(range[1] - range[0], 8);
    double size = clamp(2.2 / pow(n, 0.2), 0.2, 0.7);
    unsigned clear = (unsigned)(255 * (1 - clamp(8 / pow(n, 0.4), 0.2, 0.8)));

    bytes_print(script, "%sset xrange [%.10g:%.10g]\nset yrange [%.10g:%.10g]\nset xtics %g\nset ytics %g\n", frame, range[0],
                range[1], range[0], range[1], step, step);
    put_label(script, "xlabel", "reference", p->property, unit);
    put_label(script, "ylabel", "predicted", p->property, unit);
    put_scores(p, unit, script);
    bytes_print(script, "$points << END\n");
    for (size_t i = 0; i < p->n; i++)
        bytes_print(script, "%.8g %.8g\n", p->point[i][0], p->point[i][1]);
    bytes_print(script,
                "END\nplot x with lines lc rgb '#aaaaaa' lw 1, "
                "$points with points pt 7 ps %.2f lc rgb '#%02x1f5fa8'\n",
                size, clear);
}

/* Half the width of the histogram: a round number that at least 98 % of the errors do not exceed. */
static double error_limit(const struct parity *p)
{
    double *size = mem_new(p->n, sizeof *size);
    for (size_t i = 0; i < p->n; i++)
        size[i] = fabs(p->point[i][1] - p->point[i][0]);
    double most = quantile_largest_but(size, p->n, 50);
    free(size);
    if (most == 0)
        return 1;
    double step = gnuplot_step(most, 5);
    return step * ceil(most / step);
}

/* Errors in bins of equal width between -limit and limit; returns how many are beyond. */
static size_t count_errors(const struct parity *p, double limit, size_t bins, size_t *count)
{
    size_t beyond = 0;
    for (size_t i = 0; i < p->n; i++) {
        double error = p->point[i][1] - p->point[i][0];
        if (fabs(error) > limit) {
            beyond++;
            continue;
        }
        size_t bin = (size_t)((error + limit) / (2 * limit) * (double)bins);
        count[bin < bins ? bin : bins - 1]++;
    }
    return beyond;
}

static void put_histogram(const struct parity *p, const char *unit, struct bytes *script)
{
    double limit = error_limit(p);
    size_t bins = 2 * (size_t)clamp(sqrt((double)p->n) / 2, 4, 20) + 1;
    size_t *count = mem_zero(bins, sizeof *count);
    size_t beyond = count_errors(p, limit, bins, count);
    double width = 2 * limit / (double)bins;

    bytes_print(script,
                "unset label\nunset ylabel\nunset ytics\nset border 1\n%sset xrange [%g:%g]\nset yrange [0:*]\n"
                "set xtics %g\nset boxwidth %.10g\nset style fill solid\n",
                inset, -limit, limit, limit, width);
    put_label(script, "xlabel", "error", "", unit);
    bytes_print(script, "set xlabel offset 0,0.4\n");
    if (beyond)
        bytes_print(script, "set label '%zu beyond' at graph 1,1.1 right tc rgb '#888888'\n", beyond);
    bytes_print(script, "$errors << END\n");
    for (size_t i = 0; i < bins; i++)
        bytes_print(script, "%.10g %zu\n", -limit + ((double)i + 0.5) * width, count[i]);
    bytes_print(script, "END\nplot $errors with boxes lc rgb '#7fa7d1'\n");
    free(count);
}

void parity_script(const struct parity *p, const char *unit, enum picture format, struct bytes *script)
{
    struct bytes whole = {0};
    if (unit && p->structures) {
        reference_pairs_unit(p->property, unit, true, &whole);
        bytes_put(&whole, "", 1);
        unit = (char *)whole.at;
    }
    gnuplot_start(script, format, WIDTH, HEIGHT);
    bytes_print(script, "set multiplot\n");
    put_points(p, unit, script);
    put_histogram(p, unit, script);
    bytes_print(script, "unset multiplot\n");
    bytes_free(&whole);
}
