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

/* Appends the texts of a line whose columns are kept, parted by tabs, and a NUL byte. */
static void join(const struct table *t, char *const *texts, const bool *kept, struct bytes *line)
{
    bool first = true;
    for (size_t i = 0; i < t->columns; i++) {
        if (!kept[i])
            continue;
        bytes_put(line, "\t", !first);
        bytes_put(line, texts[i], strlen(texts[i]));
        first = false;
    }
    bytes_put(line, "", 1);
}

/* Puts aside the texts of an entry: id, formula and what is kept of the row, each with a NUL byte at its end. */
static void put_texts(struct entries *e, const struct prediction_table *p, const bool *kept)
{
    e->text.length = 0;
    if (p->id == p->t->columns)
        bytes_print(&e->text, "%zu%c", e->n + 1, '\0');
    else
        bytes_put(&e->text, p->t->fields[p->id], strlen(p->t->fields[p->id]) + 1);
    bytes_put(&e->text, p->t->fields[p->formula], strlen(p->t->fields[p->formula]) + 1);
    join(p->t, p->t->fields, kept, &e->text);
    spool_put(e->texts, &e->text);
}

/* Adds the composition of an entry; returns the atoms of its formula. most: the elements that any formula held. */
static double add_formula(struct entries *e, const struct table *t, size_t column, size_t *most)
{
    double count[ELEMENT_MAX + 1];
    const char *stray, *text = t->fields[column];
    if (!formula_read(text, count, &stray))
        die("%s:%zu: %s: expected a formula as Ag2Pd or Mg(OH)2, found '%s'%s%s%s", t->in->name, t->in->line, t->names[column],
            text, *stray ? ": cannot read '" : "", stray, *stray ? "'" : "");
    size_t elements = 0;
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        elements += count[z] > 0;
    if (elements > *most) {
        free(e->fullest);
        e->fullest = mem_text(text);
        *most = elements;
    }
    return composition_add(&e->x, count);
}

static void take_energy(struct entries *e, const struct prediction *row, double atoms)
{
    size_t i = e->n++;
    e->known[i] = !isnan(row->reference);
    e->energy[i] = (e->known[i] ? row->reference : row->predicted) / atoms;
    e->deviation[i] = e->known[i] || isnan(row->deviation) ? 0 : row->deviation / atoms;
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
}

static void take_all(struct entries *e, struct prediction_table *p, bool per_atom, const bool *kept)
{
    struct prediction row;
    size_t capacity = 0, most = 0;
    while (prediction_table_next(p, &row)) {
        grow(e, &capacity);
        put_texts(e, p, kept);
        double atoms = add_formula(e, p->t, p->formula, &most);
        if (!isnan(row.atoms))
            atoms = row.atoms;
        take_energy(e, &row, per_atom ? 1 : atoms);
    }
    if (e->n > 0 && p->known == 0 && !e->predicted)
        die("%s: no row has an energy in column '%s': --predicted makes the hull of predictions", e->file,
            p->t->names[p->reference]);
}

struct entries *entries_read(const char *path, const struct entries_options *options)
{
    struct prediction_table *p = prediction_table_open(path, options->energy, false);
    struct entries *e = mem_zero(1, sizeof *e);
    struct bytes names = {0};
    check_columns(p, options);
    bool *kept = find_kept(p->t, options->own);
    join(p->t, p->t->names, kept, &names);
    e->names = (char *)names.at;
    e->file = p->t->in->name;
    e->predicted = options->predicted || p->reference == p->t->columns;
    e->texts = spool_open();
    take_all(e, p, options->per_atom, kept);
    free(kept);
    prediction_table_close(p);
    return e;
}

void entries_rewind(struct entries *e)
{
    spool_rewind(e->texts);
}

struct entry_text entries_text(struct entries *e)
{
    spool_take(e->texts, &e->text);
    const char *id = (const char *)e->text.at, *formula = id + strlen(id) + 1;
    return (struct entry_text){id, formula, formula + strlen(formula) + 1};
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
    spool_close(e->texts);
    bytes_free(&e->text);
    composition_free(&e->x);
    free(e->energy);
    free(e->deviation);
    free(e->known);
    free(e->names);
    free(e->fullest);
    free(e);
}
