/* krr-score: errors of predictions, and references that cannot be explained. */
#include <math.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/output.h"
#include "base/say.h"
#include "learn/calibration.h"
#include "learn/outliers.h"
#include "learn/prediction_table.h"
#include "learn/score.h"
#include "learn/score_groups.h"
#include "math/student.h"

static size_t worst, outliers;
static char *property, *unit = "", *by;

static const struct option_row options[] = {
    {'w', "worst", OPTION_COUNT, &worst, "N", "print the N predictions with the largest errors instead"},
    {0, "outliers", OPTION_COUNT, &outliers, "N", "print the N with the largest errors over stddev instead"},
    {0, "by", OPTION_TEXT, &by, "COLUMN", "a row of errors for each text in COLUMN: formula, where rows are of atoms"},
    {'p', "property", OPTION_TEXT, &property, "NAME", "column of references (default: the one before predicted)"},
    {'u', "unit", OPTION_TEXT, &unit, "TEXT", "unit to print beside the errors"},
    {0},
};

static const struct program program = {
    .name = "krr-score",
    .about = "Compares predictions with references.",
    .operands = "[FILE.tsv]",
    .options = options,
};

/* What is found out; [0] is for totals, [1] per atom. */
struct result {
    struct score score[2];
    struct calibration calibration[2];
    struct outliers worst; /* by error, or by error over deviation */
    struct score_groups groups;
    size_t group; /* the column that tells them */
    double *z;    /* absolute errors over deviations */
    size_t n, capacity;
};

/* Columns that are needed besides predictions and references. */
static void check_columns(const struct prediction_table *p)
{
    table_column(p->t, "atoms");
    if (outliers)
        table_column(p->t, "stddev");
    if (worst || outliers)
        table_column(p->t, "id");
    if ((worst || outliers) && p->formula == p->t->columns)
        table_column(p->t, "formula");
}

/* An error that is large, or large over its deviation. */
static void add_outlier(struct outliers *o, const struct prediction_table *p, double error, double deviation)
{
    struct bytes text = {0};
    char *const *fields = p->t->fields;
    double size = outliers ? error / deviation : error;
    if (!outliers_want(o, size))
        return;
    bytes_print(&text, "%s\t%s\t%s\t%s\t%s", fields[p->id], fields[p->formula], fields[p->atoms], fields[p->reference],
                fields[p->predicted]);
    if (outliers)
        bytes_print(&text, "\t%s\t%.6g", fields[p->deviation], error);
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
static void read_rows(struct prediction_table *p, struct result *r)
{
    struct prediction row;
    while (prediction_table_next(p, &row)) {
        double error = row.predicted - row.reference;
        if (outliers && row.deviation == 0)
            die("%s:%zu: stddev: expected a positive number, found '%s'", p->t->in->name, p->t->in->line,
                p->t->fields[p->deviation]);
        score_add(&r->score[0], row.reference, row.predicted);
        score_add(&r->score[1], row.reference / row.atoms, row.predicted / row.atoms);
        if (p->deviation < p->t->columns)
            add_deviation(r, error, row.deviation, row.atoms);
        add_outlier(&r->worst, p, error, row.deviation);
        if (by)
            score_groups_add(&r->groups, p->t->fields[r->group], row.reference, row.predicted);
    }
}

static void print_number(struct output *out, double x)
{
    if (!isfinite(x))
        output_print(out, "\t-");
    else
        output_print(out, "\t%.6g", x);
}

static const struct {
    const char *name;
    double (*of)(const struct score *s);
    bool has_unit;
} measures[] = {{"MAE", score_mae, true}, {"RMSE", score_rmse, true}, {"max", score_max, true}, {"R2", score_r2, false}};
enum { MEASURES = sizeof measures / sizeof *measures };

static void print_groups(struct output *out, const struct score_groups *g)
{
    output_print(out, "%s\tn", by);
    for (size_t i = 0; i < MEASURES; i++)
        output_print(out, "\t%s", measures[i].name);
    output_print(out, "\tunit\n");
    for (size_t k = 0; k < g->n; k++) {
        const struct score *s = &g->at[k].score;
        output_print(out, "%s\t%zu", g->at[k].name, s->absolute.count);
        for (size_t i = 0; i < MEASURES; i++)
            print_number(out, measures[i].of(s));
        output_print(out, "\t%s\n", unit);
    }
}

static void print_scores(struct output *out, const struct score scores[2])
{
    output_print(out, "measure\ttotal\tper_atom\tunit\n");
    output_print(out, "n\t%zu\t%zu\t\n", scores[0].absolute.count, scores[1].absolute.count);
    for (size_t i = 0; i < MEASURES; i++) {
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

/* The names of the columns that add_outlier takes over. */
static void print_names(struct output *out, const struct prediction_table *p)
{
    output_print(out, "id\t%s\tatoms\t%s\tpredicted", p->t->names[p->formula], p->t->names[p->reference]);
}

static void print_worst(struct output *out, const struct outliers *o)
{
    output_print(out, "\terror\n");
    for (size_t i = 0; i < o->n; i++)
        output_print(out, "%s\t%.6g\n", o->at[i].text, o->at[i].error);
}

static void print_outliers(struct output *out, const struct result *r)
{
    struct student d = student_fit(r->z, r->n);
    size_t beyond = 0;
    while (beyond < r->n && r->z[r->n - 1 - beyond] > d.limit)
        beyond++;
    output_print(out, "\tstddev\terror\tz\tunexplained\n");
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
    if ((worst > 0) + (outliers > 0) + (by != NULL) > 1)
        die_usage("--worst, --outliers and --by exclude each other");
    struct result result = {.worst = {.room = outliers ? outliers : worst}};
    struct prediction_table *table = prediction_table_open(count ? argv[0] : NULL, property, true);
    check_columns(table);
    if (by)
        result.group = table_column(table->t, by);
    read_rows(table, &result);

    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (worst || outliers)
        print_names(out, table);
    if (outliers)
        print_outliers(out, &result);
    else if (worst)
        print_worst(out, &result.worst);
    else if (by)
        print_groups(out, &result.groups);
    else {
        print_scores(out, result.score);
        if (table->deviation < table->t->columns)
            print_calibration(out, result.calibration);
    }
    output_close(out);
    prediction_table_close(table);
    outliers_free(&result.worst);
    score_groups_free(&result.groups);
    free(result.z);
    output_commit();
    return EXIT_SUCCESS;
}
