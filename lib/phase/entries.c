#include "phase/entries.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "learn/prediction_table.h"
#include "structure/formula.h"

static void check_columns(const struct prediction_table *p, const struct entries_options *options)
{
    if (p->formula == p->t->columns)
        table_column(p->t, "formula");
    if (options->deviation)
        table_column(p->t, "stddev");
}

/* For each column of the table whether it is kept, as those are that the program does not make itself. */
static bool *find_kept(const struct table *t, const char *const *own)
{
    bool *kept = mem_new(t->columns, sizeof *kept);
    for (size_t i = 0; i < t->columns; i++) {
        kept[i] = true;
        for (const char *const *name = own; name && *name; name++)
            kept[i] = kept[i] && strcmp(t->names[i], *name) != 0;
    }
    return kept;
}

/* The texts of a line whose columns are kept, parted by tabs. */
static char *join(const struct table *t, char *const *texts, const bool *kept)
{
    struct bytes line = {0};
    const char *before = "";
    for (size_t i = 0; i < t->columns; i++) {
        if (!kept[i])
            continue;
        bytes_print(&line, "%s%s", before, texts[i]);
        before = "\t";
    }
    char *copy = mem_text_n((char *)line.at, line.length);
    bytes_free(&line);
    return copy;
}

/* Adds the composition of an entry; returns the atoms of its formula. */
static double add_formula(struct compositions *x, const struct table *t, size_t column)
{
    double count[ELEMENT_MAX + 1];
    const char *stray, *text = t->fields[column];
    if (!formula_read(text, count, &stray))
        die("%s:%zu: %s: expected a formula as Ag2Pd or Mg(OH)2, found '%s'%s%s%s", t->in->name, t->in->line, t->names[column],
            text, *stray ? ": cannot read '" : "", stray, *stray ? "'" : "");
    return composition_add(x, count);
}

static void take_entry(struct entries *e, const struct prediction_table *p, const struct prediction *row, bool per_atom)
{
    size_t i = e->n++;
    double atoms = add_formula(&e->x, p->t, p->formula);
    if (!isnan(row->atoms))
        atoms = row->atoms;
    e->known[i] = !isnan(row->reference);
    e->energy[i] = e->known[i] ? row->reference : row->predicted;
    e->deviation[i] = e->known[i] || isnan(row->deviation) ? 0 : row->deviation;
    if (!per_atom) {
        e->energy[i] /= atoms;
        e->deviation[i] /= atoms;
    }
    struct bytes number = {0};
    if (p->id == p->t->columns)
        bytes_print(&number, "%zu", e->n);
    e->id[i] = mem_text(number.length ? (char *)number.at : p->t->fields[p->id]);
    bytes_free(&number);
    e->formula[i] = mem_text(p->t->fields[p->formula]);
}

/* Makes room for one more entry. */
static void grow(struct entries *e, size_t *capacity)
{
    if (e->n < *capacity)
        return;
    *capacity = *capacity ? size_mul(*capacity, 2) : 64;
    e->energy = mem_resize(e->energy, *capacity, sizeof *e->energy);
    e->deviation = mem_resize(e->deviation, *capacity, sizeof *e->deviation);
    e->known = mem_resize(e->known, *capacity, sizeof *e->known);
    e->id = mem_resize(e->id, *capacity, sizeof *e->id);
    e->formula = mem_resize(e->formula, *capacity, sizeof *e->formula);
    e->row = mem_resize(e->row, *capacity, sizeof *e->row);
}

struct entries *entries_read(const char *path, const struct entries_options *options)
{
    struct prediction_table *p = prediction_table_open(path, options->energy, false);
    struct prediction row;
    struct entries *e = mem_zero(1, sizeof *e);
    size_t capacity = 0;
    check_columns(p, options);
    bool *kept = find_kept(p->t, options->own);
    e->file = p->t->in->name;
    e->predicted = options->predicted || p->reference == p->t->columns;
    e->names = join(p->t, p->t->names, kept);
    while (prediction_table_next(p, &row)) {
        grow(e, &capacity);
        e->row[e->n] = join(p->t, p->t->fields, kept);
        take_entry(e, p, &row, options->per_atom);
    }
    if (e->n > 0 && p->known == 0 && !e->predicted)
        die("%s: no row has an energy in column '%s': --predicted makes the hull of predictions", e->file,
            p->t->names[p->reference]);
    composition_spread(&e->x);
    free(kept);
    prediction_table_close(p);
    return e;
}

double *entries_hull_energies(const struct entries *e, double deviations)
{
    double *energy = mem_new(e->n, sizeof *energy);
    for (size_t i = 0; i < e->n; i++)
        energy[i] = e->known[i] || e->predicted ? e->energy[i] + deviations * e->deviation[i] : INFINITY;
    return energy;
}

void entries_free(struct entries *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->n; i++) {
        free(e->id[i]);
        free(e->formula[i]);
        free(e->row[i]);
    }
    composition_free(&e->x);
    free(e->energy);
    free(e->deviation);
    free(e->known);
    free(e->id);
    free(e->formula);
    free(e->row);
    free(e->names);
    free(e);
}
