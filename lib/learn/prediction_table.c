#include "learn/prediction_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"

void prediction_table_names(struct output *out, const char *property, unsigned columns)
{
    output_print(out, "id\tformula\tatoms\t%s\tpredicted%s%s%s\n", property, columns & PREDICTION_STDDEV ? "\tstddev" : "",
                 columns & PREDICTION_NOVELTY ? "\tnovelty" : "", columns & PREDICTION_ATOM ? "\tatom" : "");
}

void prediction_table_row(struct output *out, const struct sample *s, const char *property, unsigned columns,
                          const struct prediction_row *row)
{
    const double *known = sample_property(s, property);
    struct bytes formula = {0};
    if (!isfinite(row->value) || (columns & PREDICTION_STDDEV && !isfinite(row->deviation)))
        die("%s: expected a finite prediction, found %g: a number that it is computed from is too large or too small", s->id,
            isfinite(row->value) ? row->deviation : row->value);
    sample_formula(s, &formula);
    output_print(out, "%s\t%.*s\t%zu\t", s->id, (int)formula.length, (char *)formula.at, s->atoms);
    if (known && isfinite(*known))
        output_print(out, "%.15g", *known);
    output_print(out, "\t%.15g", row->value);
    if (columns & PREDICTION_STDDEV)
        output_print(out, "\t%.15g", row->deviation);
    if (columns & PREDICTION_NOVELTY)
        output_print(out, "\t%.15g", row->novelty);
    if (columns & PREDICTION_ATOM)
        output_print(out, "\t%zu", row->atom);
    output_print(out, "\n");
    bytes_free(&formula);
}

/* The column of references by the rule; t->columns when there is none. */
static size_t find_reference(const struct table *t, size_t predicted)
{
    static const char *const others[] = {"id", "formula", "composition", "atoms", "stddev"};
    if (predicted == t->columns)
        return table_find(t, "energy");
    if (predicted == 0)
        return t->columns;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(t->names[predicted - 1], others[i]) == 0)
            return t->columns;
    return predicted - 1;
}

static void check_columns(const struct prediction_table *p)
{
    const struct table *t = p->t;
    if (p->compared)
        table_column(t, "predicted");
    else if (p->predicted == t->columns && p->reference == t->columns)
        table_column(t, "energy");
    if (p->compared && p->reference == t->columns)
        die("%s: there is no column of references: it is the one before 'predicted', or --property names it", t->in->name);
}

struct prediction_table *prediction_table_open(const char *path, const char *reference, bool compared)
{
    return prediction_table_from(input_open(path), reference, compared);
}

struct prediction_table *prediction_table_from(struct input *in, const char *reference, bool compared)
{
    struct prediction_table *p = mem_zero(1, sizeof *p);
    struct table *t = p->t = table_from(in);
    p->compared = compared;
    p->id = table_find(t, "id");
    p->formula = table_find(t, "formula");
    if (p->formula == t->columns)
        p->formula = table_find(t, "composition");
    p->atoms = table_find(t, "atoms");
    p->predicted = table_find(t, "predicted");
    p->deviation = table_find(t, "stddev");
    p->reference = reference ? table_column(t, reference) : find_reference(t, p->predicted);
    if (p->reference == p->predicted)
        p->reference = t->columns;
    check_columns(p);
    return p;
}

void prediction_table_close(struct prediction_table *p)
{
    table_close(p->t);
    free(p);
}

/* NAN where the field is empty or there is no such column. */
static double number_or_none(const struct table *t, size_t column)
{
    double value;
    return column < t->columns && table_number(t, column, &value) ? value : NAN;
}

static double required(const struct table *t, size_t column)
{
    double value = number_or_none(t, column);
    if (isnan(value))
        die("%s:%zu: %s: expected a number, found nothing", t->in->name, t->in->line, t->names[column]);
    return value;
}

/* Energies are divided by it. */
#define ATOMS_MIN 1e-9

static struct prediction read_row(const struct prediction_table *p)
{
    const struct table *t = p->t;
    struct prediction row = {NAN, number_or_none(t, p->reference), number_or_none(t, p->predicted),
                             number_or_none(t, p->deviation)};
    if (p->compared || isnan(row.reference))
        required(t, p->predicted < t->columns ? p->predicted : p->reference);
    if (p->atoms < t->columns && !((row.atoms = required(t, p->atoms)) >= ATOMS_MIN))
        die("%s:%zu: atoms: expected a number from 1e-9 on, found '%s'", t->in->name, t->in->line, t->fields[p->atoms]);
    if (p->deviation < t->columns && !isnan(row.predicted))
        required(t, p->deviation);
    if (row.deviation < 0)
        die("%s:%zu: stddev: expected a number that is not negative, found '%s'", t->in->name, t->in->line,
            t->fields[p->deviation]);
    return row;
}

/* What is to be said of a whole table whose predictions were compared. */
static void conclude_comparison(const struct prediction_table *p)
{
    if (p->known == 0)
        die("%s: no row has a reference in column '%s'", p->t->in->name, p->t->names[p->reference]);
    if (p->unknown > 0)
        say_note("%zu rows without a reference do not count", p->unknown);
}

bool prediction_table_next(struct prediction_table *p, struct prediction *row)
{
    while (table_read(p->t)) {
        *row = read_row(p);
        bool known = !isnan(row->reference);
        p->known += known;
        p->unknown += !known;
        if (known || !p->compared)
            return true;
    }
    if (p->compared)
        conclude_comparison(p);
    return false;
}
