/* krr-score: errors of predictions, and references that cannot be explained. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/output.h"
#include "base/say.h"
#include "base/table.h"
#include "learn/calibration.h"
#include "learn/outliers.h"
#include "learn/score.h"
#include "math/student.h"

static size_t worst, outliers;
static char *property, *unit = "";

static const struct option_row options[] = {
    {'w', "worst", OPTION_COUNT, &worst, "N", "print the N predictions with the largest errors instead"},
    {0, "outliers", OPTION_COUNT, &outliers, "N", "print the N with the largest errors over stddev instead"},
    {'p', "property", OPTION_TEXT, &property, "NAME", "column of references (default: the one before predicted)"},
    {'u', "unit", OPTION_TEXT, &unit, "TEXT", "unit to print beside the errors"},
    {0},
};

static const struct program program = {"krr-score", "Compares predictions with references.", "[FILE.tsv]", options};

struct columns {
    size_t id, formula, atoms, reference, predicted, deviation;
    bool deviates; /* whether there is a column of standard deviations */
};

/* What is found out; [0] is for totals, [1] per atom. */
struct result {
    struct score score[2];
    struct calibration calibration[2];
    struct outliers worst; /* by error, or by error over deviation */
    double *z;             /* absolute errors over deviations */
    size_t n, capacity;
};

static struct columns find_columns(const struct table *t)
{
    struct columns c = {.atoms = table_column(t, "atoms"), .predicted = table_column(t, "predicted")};
    if (property)
        c.reference = table_column(t, property);
    else
        c.reference = c.predicted - 1;
    if (c.predicted == 0 || c.reference == c.atoms)
        die("%s: there is no column of references before 'predicted'", t->in->name);
    c.deviation = outliers ? table_column(t, "stddev") : table_find(t, "stddev");
    c.deviates = c.deviation < t->columns;
    if (worst || outliers) {
        c.id = table_column(t, "id");
        c.formula = table_column(t, "formula");
    }
    return c;
}

static double required(const struct table *t, size_t column)
{
    double value;
    if (!table_number(t, column, &value))
        die("%s:%zu: %s: expected a number, found nothing", t->in->name, t->in->line, t->names[column]);
    return value;
}

static double deviation_of(const struct table *t, const struct columns *c)
{
    double x = required(t, c->deviation);
    if (x < 0 || (outliers && x == 0))
        die("%s:%zu: stddev: expected a positive number, found '%s'", t->in->name, t->in->line, t->fields[c->deviation]);
    return x;
}

/* An error that is large, or large over its deviation. */
static void add_outlier(struct outliers *o, const struct table *t, const struct columns *c, double error, double deviation)
{
    struct bytes text = {0};
    double size = outliers ? error / deviation : error;
    if (!outliers_want(o, size))
        return;
    bytes_print(&text, "%s\t%s\t%s\t%s\t%s", t->fields[c->id], t->fields[c->formula], t->fields[c->atoms],
                t->fields[c->reference], t->fields[c->predicted]);
    if (outliers)
        bytes_print(&text, "\t%s\t%.6g", t->fields[c->deviation], error);
    outliers_add(o, (char *)text.at, size);
    bytes_free(&text);
}

static void add_deviation(struct result *r, double error, double deviation, double atoms)
{
    calibration_add(&r->calibration[0], error, deviation);
    calibration_add(&r->calibration[1], error / atoms, deviation / atoms);
    r->z = mem_grow(r->z, &r->capacity, r->n + 1, sizeof *r->z);
    r->z[r->n++] = fabs(error) / deviation;
}

/* Reads the table to its end. */
static void read_rows(struct table *t, const struct columns *c, struct result *r)
{
    size_t unknown = 0;
    while (table_read(t)) {
        double reference, predicted = required(t, c->predicted), atoms = required(t, c->atoms);
        double deviation = c->deviates ? deviation_of(t, c) : 0;
        if (!(atoms >= 1))
            die("%s:%zu: atoms: expected at least 1, found '%s'", t->in->name, t->in->line, t->fields[c->atoms]);
        if (!table_number(t, c->reference, &reference)) {
            unknown++;
            continue;
        }
        score_add(&r->score[0], reference, predicted);
        score_add(&r->score[1], reference / atoms, predicted / atoms);
        if (c->deviates)
            add_deviation(r, predicted - reference, deviation, atoms);
        add_outlier(&r->worst, t, c, predicted - reference, deviation);
    }
    if (r->score[0].absolute.count == 0)
        die("%s: no row has a reference in column '%s'", t->in->name, t->names[c->reference]);
    if (unknown > 0)
        say_note("%zu rows without a reference do not count", unknown);
}

static void print_number(struct output *out, double x)
{
    if (!isfinite(x))
        output_print(out, "\t-");
    else
        output_print(out, "\t%.6g", x);
}

static void print_scores(struct output *out, const struct score scores[2])
{
    static const struct {
        const char *name;
        double (*of)(const struct score *s);
        bool has_unit;
    } measures[] = {{"MAE", score_mae, true}, {"RMSE", score_rmse, true}, {"max", score_max, true}, {"R2", score_r2, false}};
    output_print(out, "measure\ttotal\tper_atom\tunit\n");
    output_print(out, "n\t%zu\t%zu\t\n", scores[0].absolute.count, scores[1].absolute.count);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        output_print(out, "%s", measures[i].name);
        print_number(out, measures[i].of(&scores[0]));
        print_number(out, measures[i].of(&scores[1]));
        output_print(out, "\t%s\n", measures[i].has_unit ? unit : "");
    }
}

static void print_calibration(struct output *out, const struct calibration c[2])
{
    static const char *const names[] = {"within_1", "within_2", "NLPD"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        output_print(out, "%s", names[i]);
        for (size_t k = 0; k < 2; k++)
            print_number(out, i < 2 ? c[k].within[i].mean : c[k].surprise.mean);
        output_print(out, "\t\n");
    }
}

static void print_worst(struct output *out, const struct outliers *o, const char *reference)
{
    output_print(out, "id\tformula\tatoms\t%s\tpredicted\terror\n", reference);
    for (size_t i = 0; i < o->n; i++)
        output_print(out, "%s\t%.6g\n", o->at[i].text, o->at[i].error);
}

static void print_outliers(struct output *out, const struct result *r, const char *reference)
{
    struct student d = student_fit(r->z, r->n);
    size_t beyond = 0;
    while (beyond < r->n && r->z[r->n - 1 - beyond] > d.limit)
        beyond++;
    output_print(out, "id\tformula\tatoms\t%s\tpredicted\tstddev\terror\tz\tunexplained\n", reference);
    for (size_t i = 0; i < r->worst.n; i++) {
        double z = r->worst.at[i].error;
        output_print(out, "%s\t%.6g\t%s\n", r->worst.at[i].text, z, fabs(z) > d.limit ? "yes" : "no");
    }
    say_note(
        "%zu of %zu cannot be explained: beyond %.3g stddev, by Student's distribution with %u degrees of freedom and scale "
        "%.3g",
        beyond, r->n, d.limit, d.freedom, d.scale);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (count > 1)
        die_usage("expected one file, found %zu", count);
    if (worst && outliers)
        die_usage("--worst and --outliers exclude each other");
    struct result result = {.worst = {.room = outliers ? outliers : worst}};
    struct table *table = table_open(count ? argv[0] : NULL);
    struct columns columns = find_columns(table);
    read_rows(table, &columns, &result);

    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (outliers)
        print_outliers(out, &result, table->names[columns.reference]);
    else if (worst)
        print_worst(out, &result.worst, table->names[columns.reference]);
    else {
        print_scores(out, result.score);
        if (columns.deviates)
            print_calibration(out, result.calibration);
    }
    output_close(out);
    table_close(table);
    outliers_free(&result.worst);
    free(result.z);
    return EXIT_SUCCESS;
}
