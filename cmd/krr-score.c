/* krr-score: errors of predictions, in tables or in structures, and references that cannot be explained. */
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
#include "learn/structure_scores.h"
#include "math/student.h"
#include "structure/structure_reader.h"
#include "structure/xyz.h"

static size_t worst, outliers;
static char *property, *unit = "", *by;

static const struct option_row options[] = {
    {'w', "worst", OPTION_COUNT, &worst, "N", "print the N predictions with the largest errors instead"},
    {0, "outliers", OPTION_COUNT, &outliers, "N", "print the N with the largest errors over stddev instead"},
    {0, "by", OPTION_TEXT, &by, "COLUMN",
     "tell errors apart by the texts in COLUMN (formula: elements, where rows are of atoms)"},
    {'p', "property", OPTION_TEXT, &property, "NAME", "column of references; in structures: energy, forces, stress"},
    {'u', "unit", OPTION_TEXT, &unit, "TEXT", "unit to write beside numbers: kcal/mol"},
    {0},
};

static const struct program program = {
    .name = "krr-score",
    .about = "Compares predictions with references.",
    .operands = "[FILE.tsv | FILE.xyz ...]",
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

static void print_groups(struct output *out, const struct score_groups *g)
{
    output_print(out, "%s\tn", by);
    for (const struct score_measure *m = score_measures; m->name; m++)
        output_print(out, "\t%s", m->name);
    output_print(out, "\tunit\n");
    for (size_t k = 0; k < g->n; k++) {
        const struct score *s = &g->at[k].score;
        output_print(out, "%s\t%zu", g->at[k].name, s->absolute.count);
        for (const struct score_measure *m = score_measures; m->name; m++)
            score_print(out, m->of(s));
        output_print(out, "\t%s\n", unit);
    }
}

static void print_scores(struct output *out, const struct score scores[2])
{
    output_print(out, "measure\ttotal\tper_atom\tunit\n");
    output_print(out, "n\t%zu\t%zu\t\n", scores[0].absolute.count, scores[1].absolute.count);
    for (const struct score_measure *m = score_measures; m->name; m++) {
        output_print(out, "%s", m->name);
        score_print(out, m->of(&scores[0]));
        score_print(out, m->of(&scores[1]));
        output_print(out, "\t%s\n", m->has_unit ? unit : "");
    }
}

static void print_calibration(struct output *out, const struct calibration c[2])
{
    static const char *const names[] = {"within_1", "within_2", "NLPD"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        output_print(out, "%s", names[i]);
        for (size_t k = 0; k < 2; k++)
            score_print(out, i < 2 ? c[k].within[i].mean : c[k].surprise.mean);
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

static void score_table(struct input *in)
{
    struct result result = {.worst = {.room = outliers ? outliers : worst}};
    struct prediction_table *table = prediction_table_from(in, property, true);
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
}

/* Of all that has a reference; the worst are of one quantity. */
static void score_structures(struct input *in, char **paths, size_t count)
{
    const char *wanted = worst && !property ? "forces" : property, *name = in->name;
    struct structure_options how = {.vectors = true};
    struct structure_scores scores = {.worst = {.room = worst}};
    struct structure s = {0};
    struct reference_pairs pairs = {0};
    size_t without = 0;
    struct structure_reader *r = structure_reader_from(in, paths, count, &how);
    while (structure_reader_next(r, &s)) {
        size_t place = 0, found = 0;
        for (; reference_pairs_next(&pairs, &s, wanted, &place); found++)
            structure_scores_add(&scores, &s, &pairs);
        without += found == 0;
    }
    if (scores.n == 0)
        reference_pairs_lack(name, wanted);
    if (without > 0)
        say_note("%zu structures without a reference do not count", without);

    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (worst)
        structure_scores_print_worst(&scores, out);
    else
        structure_scores_print(&scores, unit, out);
    output_close(out);
    structure_reader_close(r);
    structure_free(&s);
    reference_pairs_free(&pairs);
    structure_scores_free(&scores);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    if ((worst > 0) + (outliers > 0) + (by != NULL) > 1)
        die_usage("--worst, --outliers and --by exclude each other");
    struct input *in = input_open(count ? argv[0] : NULL);
    bool structures = xyz_begins(in);
    if (count > 1 && !structures)
        die_usage("expected one table, found %zu files", count);
    if (structures && (outliers || by))
        die_usage("--%s is of tables; %s holds structures", outliers ? "outliers" : "by", in->name);
    if (structures)
        score_structures(in, argv, count);
    else
        score_table(in);
    output_commit();
    return EXIT_SUCCESS;
}
