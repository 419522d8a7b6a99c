/* krr-score: errors of predictions. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/output.h"
#include "learn/score.h"
#include "text/table.h"

static size_t worst;
static char *property, *unit = "";

static const struct option_row options[] = {
    {'w', "worst", OPTION_COUNT, &worst, "N", "print the N predictions with the largest errors instead"},
    {'p', "property", OPTION_TEXT, &property, "NAME", "column of references (default: the one before predicted)"},
    {'u', "unit", OPTION_TEXT, &unit, "TEXT", "unit to print beside the errors"},
    {0},
};

static const struct program program = {"krr-score", "Compares predictions with references.", "[FILE.tsv]", options};

struct columns {
    size_t id, formula, atoms, reference, predicted;
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
    if (worst) {
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

static void add_outlier(struct outliers *o, const struct table *t, const struct columns *c, double error)
{
    struct bytes text = {0};
    if (!outliers_want(o, error))
        return;
    bytes_print(&text, "%s\t%s\t%s\t%s\t%s", t->fields[c->id], t->fields[c->formula], t->fields[c->atoms],
                t->fields[c->reference], t->fields[c->predicted]);
    outliers_add(o, (char *)text.at, error);
    bytes_free(&text);
}

/* Reads the table to its end; [0] of the scores is for totals, [1] per atom. */
static void read_rows(struct table *t, const struct columns *c, struct score scores[2], struct outliers *outliers)
{
    size_t unknown = 0;
    while (table_read(t)) {
        double reference, predicted = required(t, c->predicted), atoms = required(t, c->atoms);
        if (!(atoms >= 1))
            die("%s:%zu: atoms: expected at least 1, found '%s'", t->in->name, t->in->line, t->fields[c->atoms]);
        if (!table_number(t, c->reference, &reference)) {
            unknown++;
            continue;
        }
        score_add(&scores[0], reference, predicted);
        score_add(&scores[1], reference / atoms, predicted / atoms);
        add_outlier(outliers, t, c, predicted - reference);
    }
    if (scores[0].absolute.count == 0)
        die("%s: no row has a reference in column '%s'", t->in->name, t->names[c->reference]);
    if (unknown > 0)
        note("%zu rows without a reference do not count", unknown);
}

static void print_number(struct output *out, double x)
{
    if (isnan(x))
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
    } measures[] = {
        {"MAE", score_mae, true}, {"RMSE", score_rmse, true}, {"max", score_max, true}, {"R2", score_r2, false}};
    output_print(out, "measure\ttotal\tper_atom\tunit\n");
    output_print(out, "n\t%zu\t%zu\t\n", scores[0].absolute.count, scores[1].absolute.count);
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        output_print(out, "%s", measures[i].name);
        print_number(out, measures[i].of(&scores[0]));
        print_number(out, measures[i].of(&scores[1]));
        output_print(out, "\t%s\n", measures[i].has_unit ? unit : "");
    }
}

static void print_outliers(struct output *out, const struct outliers *o, const char *reference)
{
    output_print(out, "id\tformula\tatoms\t%s\tpredicted\terror\n", reference);
    for (size_t i = 0; i < o->n; i++)
        output_print(out, "%s\t%.6g\n", o->at[i].text, o->at[i].error);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (count > 1)
        die_usage("expected one file, found %zu", count);
    struct score scores[2] = {0};
    struct outliers outliers = {.room = worst};
    struct table *table = table_open(count ? argv[0] : NULL);
    struct columns columns = find_columns(table);
    read_rows(table, &columns, scores, &outliers);

    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (worst)
        print_outliers(out, &outliers, table->names[columns.reference]);
    else
        print_scores(out, scores);
    output_close(out);
    table_close(table);
    outliers_free(&outliers);
    return EXIT_SUCCESS;
}
