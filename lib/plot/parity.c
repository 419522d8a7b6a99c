#include "plot/parity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "learn/prediction_table.h"
#include "math/quantile.h"
#include "plot/tips.h"
#include "structure/structure_reader.h"
#include "structure/xyz.h"

/* What surrounds the frame of the axes, and where the histogram is in it from its right and lower sides, in units. */
enum { RIGHT = 18, BOTTOM = 62, TOP = 14, INSET_RIGHT = 14, INSET_BOTTOM = 60 };
/* The histogram's size as shares of the frame; what lines of text are apart, and their names and numbers. */
static const double inset_width = 0.36, inset_height = 0.22;
enum { LINE = 19, NAME = 14, NUMBER = 62 };

static void add_point(struct parity *p, double reference, double predicted, size_t id, size_t place)
{
    p->point = mem_grow(p->point, &p->capacity, p->n + 1, sizeof *p->point);
    p->point[p->n++] = (struct parity_point){{reference, predicted}, id, place};
    score_add(&p->score, reference, predicted);
}

/* Keeps an id; returns where it is. */
static size_t add_id(struct parity *p, const char *id)
{
    size_t at = p->ids.length;
    bytes_put(&p->ids, id, strlen(id) + 1);
    return at;
}

static void read_table(struct parity *p, struct input *in, const char *property)
{
    struct prediction_table *table = prediction_table_from(in, property, true);
    const struct table *t = table->t;
    struct prediction row;
    char line[32];
    p->property = mem_text(t->names[table->reference]);
    while (prediction_table_next(table, &row)) {
        snprintf(line, sizeof line, "line %zu", t->in->line);
        size_t id = add_id(p, table->id < t->columns ? t->fields[table->id] : line);
        add_point(p, row.reference, row.predicted, id, 0);
    }
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
    while (structure_reader_next(r, &s)) {
        for (size_t place = 0; reference_pairs_next(&pairs, &s, name, &place);) {
            size_t id = add_id(p, s.sample.id);
            p->kind = pairs.kind;
            for (size_t i = 0; i < pairs.rows * pairs.columns; i++)
                if (!isnan(pairs.reference[i]))
                    add_point(p, pairs.reference[i], pairs.predicted[i], id, i);
        }
    }
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
    bytes_free(&p->ids);
    *p = (struct parity){0};
}

static double clamp(double x, double low, double high)
{
    return fmin(fmax(x, low), high);
}

/* The range of both coordinates, with some room at the ends. */
static void range_of(const struct parity *p, double range[2])
{
    range[0] = range[1] = p->point[0].value[0];
    for (size_t i = 0; i < p->n; i++) {
        for (int c = 0; c < 2; c++) {
            range[0] = fmin(range[0], p->point[i].value[c]);
            range[1] = fmax(range[1], p->point[i].value[c]);
        }
    }
    double room = 0.04 * (range[1] - range[0]);
    if (room == 0)
        room = fmax(0.04 * fabs(range[0]), 1e-6);
    range[0] -= room;
    range[1] += room;
}

static void put_names(struct drawing *d, const struct parity *p, const char *unit)
{
    struct bytes reference = {0}, predicted = {0};
    bytes_print(&reference, "reference %s", p->property);
    bytes_print(&predicted, "predicted %s", p->property);
    gnuplot_axes(d, (const char *)reference.at, unit, (const char *)predicted.at, unit);
    bytes_free(&reference);
    bytes_free(&predicted);
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

/* A line of text in the upper left corner: a name and, behind it, text as it stands. */
static void put_line(struct drawing *d, int line, const char *name, const char *text)
{
    double y = TOP + look_title_room(d->look) + 12 + line * LINE, height = d->canvas.height, width = d->canvas.width;
    bytes_print(&d->script, "set label '%s' at screen %.5f,%.5f tc rgb '#333333'\nset label ", name, (d->left + NAME) / width,
                1 - y / height);
    gnuplot_quote(&d->script, text);
    bytes_print(&d->script, " at screen %.5f,%.5f tc rgb '#333333' noenhanced\n", (d->left + NUMBER) / width, 1 - y / height);
}

static void put_scores(struct drawing *d, const struct parity *p, const char *unit, size_t outside)
{
    static const char *const names[] = {"MAE", "RMSE"};
    double numbers[] = {score_mae(&p->score), score_rmse(&p->score)};
    struct bytes text = {0};
    for (int i = 0; i < 2; i++) {
        text.length = 0;
        put_number(&text, numbers[i]);
        bytes_print(&text, "%s%s", unit ? " " : "", unit ? unit : "");
        put_line(d, i, names[i], (const char *)text.at);
    }
    text.length = 0;
    bytes_print(&text, outside ? "%zu (%zu outside the picture)" : "%zu", p->n, outside);
    put_line(d, 2, "n", (const char *)text.at);
    bytes_free(&text);
}

/* What a point tells: the id, which component it is, and its numbers. */
static void put_tip(struct drawing *d, const struct parity *p, const struct parity_point *q, const char *unit)
{
    static const char directions[3] = "xyz", *const components[6] = {"xx", "yy", "zz", "yz", "xz", "xy"};
    struct bytes text = {0};
    bytes_print(&text, "%s\n", (const char *)p->ids.at + q->id);
    if (p->kind == REFERENCE_VECTORS)
        bytes_print(&text, "atom %zu, %c\n", q->place / 3 + 1, directions[q->place % 3]);
    if (p->kind == REFERENCE_TENSOR)
        bytes_print(&text, "%s\n", components[q->place % 6]);
    bytes_print(&text, "reference %.8g%s%s\npredicted %.8g%s%s", q->value[0], unit ? " " : "", unit ? unit : "", q->value[1],
                unit ? " " : "", unit ? unit : "");
    tips_add(&d->tips, (const char *)text.at);
    bytes_free(&text);
}

static bool is_within(const struct parity_point *q, double range[2][2])
{
    return q->value[0] >= range[0][0] && q->value[0] <= range[0][1] && q->value[1] >= range[1][0] && q->value[1] <= range[1][1];
}

/* The points within the axes' ranges, as data. Returns how many are outside. */
static size_t put_data(struct drawing *d, const struct parity *p, double range[2][2], const char *unit)
{
    size_t outside = 0;
    bytes_print(&d->script, "$points << END\n");
    for (const struct parity_point *q = p->point; q < p->point + p->n; q++) {
        if (!is_within(q, range)) {
            outside++;
            continue;
        }
        bytes_print(&d->script, "%.17g %.17g\n", q->value[0], q->value[1]);
        put_tip(d, p, q, unit);
    }
    bytes_print(&d->script, "END\n");
    return outside;
}

static double step_of(const double range[2])
{
    return gnuplot_step(range[1] - range[0], 6);
}

/* The more points, the smaller and fainter each, so that where they crowd can be seen. */
static void put_points(struct drawing *d, const struct parity *p, double range[2][2], const char *unit)
{
    double n = (double)p->n;
    double size = clamp(2.2 / pow(n, 0.2), 0.2, 0.7);
    unsigned clear = (unsigned)(255 * (1 - clamp(8 / pow(n, 0.4), 0.2, 0.8)));
    for (int c = 0; c < 2; c++)
        bytes_print(&d->script, "set %crange [%.17g:%.17g]\nset %ctics %g\n", "xy"[c], range[c][0], range[c][1], "xy"[c],
                    step_of(range[c]));
    put_names(d, p, unit);
    size_t outside = put_data(d, p, range, unit);
    put_scores(d, p, unit, outside);
    bytes_print(&d->script, "plot x with lines lc rgb '#aaaaaa' lw 1%s", outside < p->n ? ", " : "\n");
    if (outside < p->n)
        bytes_print(&d->script, "$points with points pt 7 ps %.2f*point lc rgb '#%02x1f5fa8'\n", size, clear);
}

static double error_of(const struct parity_point *q)
{
    return q->value[1] - q->value[0];
}

/* Half the width of the histogram: a round number that at least 98 % of the errors do not exceed. */
static double error_limit(const struct parity *p)
{
    double *size = mem_new(p->n, sizeof *size);
    for (size_t i = 0; i < p->n; i++)
        size[i] = fabs(error_of(&p->point[i]));
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
        double error = error_of(&p->point[i]);
        if (fabs(error) > limit) {
            beyond++;
            continue;
        }
        size_t bin = (size_t)((error + limit) / (2 * limit) * (double)bins);
        count[bin < bins ? bin : bins - 1]++;
    }
    return beyond;
}

/* The frame of the histogram in that of the points. */
static void put_inset(struct drawing *d)
{
    double width = d->canvas.width - d->left - RIGHT, height = d->canvas.height - TOP - BOTTOM - look_title_room(d->look);
    double right = RIGHT + INSET_RIGHT, bottom = BOTTOM + INSET_BOTTOM;
    gnuplot_frame(d, d->canvas.width - right - inset_width * width, right, bottom,
                  d->canvas.height - bottom - inset_height * height);
}

static void put_histogram(struct drawing *d, const struct parity *p, const char *unit)
{
    double limit = error_limit(p);
    size_t bins = 2 * (size_t)clamp(sqrt((double)p->n) / 2, 4, 20) + 1;
    size_t *count = mem_zero(bins, sizeof *count);
    size_t beyond = count_errors(p, limit, bins, count);
    double width = 2 * limit / (double)bins;

    bytes_print(&d->script, "unset label\nunset ytics\nset border 1\n");
    put_inset(d);
    bytes_print(&d->script, "set xrange [%g:%g]\nset yrange [0:*]\nset xtics %g\nset boxwidth %.10g\nset style fill solid\n",
                -limit, limit, limit, width);
    gnuplot_axes(d, "error", unit, NULL, NULL);
    if (beyond)
        bytes_print(&d->script, "set label '%zu larger errors not shown' at graph 1,1.12 right tc rgb '#777777'\n", beyond);
    bytes_print(&d->script, "set object 1 rectangle from graph -0.15,-0.62 to graph 1.1,1.25 noclip behind fc rgb '#30ffffff' "
                            "fs solid noborder\n$errors << END\n");
    for (size_t i = 0; i < bins; i++)
        bytes_print(&d->script, "%.10g %zu\n", -limit + ((double)i + 0.5) * width, count[i]);
    bytes_print(&d->script, "END\nplot $errors with boxes lc rgb '#7fa7d1'\n");
    free(count);
}

void parity_draw(const struct parity *p, const char *unit, struct drawing *d)
{
    struct bytes whole = {0};
    struct canvas canvas = look_canvas(d->look, 0);
    double range[2][2], top = TOP + look_title_room(d->look);
    if (unit && p->structures) {
        reference_pairs_unit(p->property, unit, true, &whole);
        bytes_put(&whole, "", 1);
        unit = (char *)whole.at;
    }
    for (int c = 0; c < 2; c++) {
        range_of(p, range[c]);
        look_range(d->look, c, false, range[c]);
    }
    double left = gnuplot_left(range[1], step_of(range[1])), width = look_frame(canvas.width, left + RIGHT);
    look_grow(d->look, &canvas, 0, width + BOTTOM + top);
    look_frame(canvas.height, BOTTOM + top);
    gnuplot_start(d, canvas);
    gnuplot_frame(d, left, RIGHT, BOTTOM, top);
    bytes_print(&d->script, "set multiplot\n");
    put_points(d, p, range, unit);
    put_histogram(d, p, unit);
    bytes_print(&d->script, "unset multiplot\n");
    bytes_free(&whole);
}
