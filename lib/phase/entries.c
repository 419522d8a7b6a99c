#include "phase/entries.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/table.h"
#include "phase/hull.h"
#include "structure/formula.h"

/* Where things are in the table; a column that is not there is t->columns. */
struct places {
    size_t id, formula, atoms, known, predicted, deviation;
    bool *kept; /* of each column */
};

/* One entry's fraction of an element, until all elements are known. */
struct composition_part {
    size_t entry;
    unsigned element;
    double fraction;
};

struct parts {
    struct composition_part *at;
    size_t n, capacity;
};

/* The column of known energies; that of predictions when there is none. */
static size_t find_known(const struct table *t, const char *name, size_t predicted)
{
    static const char *const others[] = {"id", "formula", "composition", "atoms"};
    if (name || predicted == t->columns)
        return table_column(t, name ? name : "energy");
    if (predicted == 0)
        return predicted;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(t->names[predicted - 1], others[i]) == 0)
            return predicted;
    return predicted - 1;
}

static struct places find_places(const struct table *t, const struct entries_options *options)
{
    struct places p = {.id = table_find(t, "id"), .atoms = table_find(t, "atoms")};
    p.formula = table_find(t, "composition");
    if (p.formula == t->columns || table_find(t, "formula") < t->columns)
        p.formula = table_column(t, "formula");
    p.predicted = table_find(t, "predicted");
    p.known = find_known(t, options->energy, p.predicted);
    p.deviation = options->deviation ? table_column(t, "stddev") : table_find(t, "stddev");
    p.kept = mem_new(t->columns, sizeof *p.kept);
    for (size_t i = 0; i < t->columns; i++) {
        p.kept[i] = true;
        for (const char *const *own = options->own; own && *own; own++)
            p.kept[i] = p.kept[i] && strcmp(t->names[i], *own) != 0;
    }
    return p;
}

/* Those of a line's texts that are kept, parted by tabs. */
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

/* Adds the fractions of an entry; returns the atoms of its formula. */
static double add_parts(struct parts *p, const struct table *t, size_t column, size_t entry)
{
    double count[ELEMENT_MAX + 1], atoms = 0;
    const char *stray, *text = t->fields[column];
    if (!formula_read(text, count, &stray))
        die("%s:%zu: %s: expected a formula as Ag2Pd or Mg(OH)2, found '%s'%s%s%s", t->in->name, t->in->line,
            t->names[column], text, *stray ? ": cannot read '" : "", stray, *stray ? "'" : "");
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        atoms += count[z];
    for (unsigned z = 1; z <= ELEMENT_MAX; z++) {
        if (!(count[z] > 0))
            continue;
        p->at = mem_grow(p->at, &p->capacity, p->n + 1, sizeof *p->at);
        p->at[p->n++] = (struct composition_part){entry, z, count[z] / atoms};
    }
    return atoms;
}

static double read_atoms(const struct table *t, size_t column, double of_formula)
{
    double atoms = of_formula;
    if (column == t->columns)
        return atoms;
    if (!table_number(t, column, &atoms) || !(atoms > 0))
        die("%s:%zu: atoms: expected a positive number, found '%s'", t->in->name, t->in->line, t->fields[column]);
    return atoms;
}

/* Energy and standard deviation as in the table. What is known has none. Returns whether it is. */
static bool read_energy(const struct table *t, const struct places *p, double *energy, double *deviation)
{
    *deviation = 0;
    if (table_number(t, p->known, energy) && p->known != p->predicted)
        return true;
    if (p->predicted == t->columns || !table_number(t, p->predicted, energy))
        die("%s:%zu: %s: expected an energy, found nothing", t->in->name, t->in->line, t->names[p->known]);
    if (p->deviation < t->columns && (!table_number(t, p->deviation, deviation) || *deviation < 0))
        die("%s:%zu: stddev: expected a standard deviation, found '%s'", t->in->name, t->in->line,
            t->fields[p->deviation]);
    return false;
}

static void read_entry(struct entries *e, struct parts *parts, const struct table *t, const struct places *p,
                       bool per_atom)
{
    size_t i = e->n++;
    double atoms = read_atoms(t, p->atoms, add_parts(parts, t, p->formula, i));
    e->known[i] = read_energy(t, p, &e->energy[i], &e->deviation[i]);
    if (!per_atom) {
        e->energy[i] /= atoms;
        e->deviation[i] /= atoms;
    }
    struct bytes number = {0};
    if (p->id == t->columns)
        bytes_print(&number, "%zu", e->n);
    e->id[i] = mem_text(p->id < t->columns ? t->fields[p->id] : (char *)number.at);
    bytes_free(&number);
    e->formula[i] = mem_text(t->fields[p->formula]);
    e->row[i] = join(t, t->fields, p->kept);
}

/* Room for one more. */
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

/* Elements and the dense matrix of fractions from all parts. */
static void spread(struct entries *e, const struct parts *p)
{
    size_t component[ELEMENT_MAX + 1] = {0};
    bool there[ELEMENT_MAX + 1] = {false};
    for (size_t i = 0; i < p->n; i++)
        there[p->at[i].element] = true;
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        if (there[z]) {
            component[z] = e->k;
            e->element[e->k++] = z;
        }
    e->fraction = mem_zero(size_mul(e->n, e->k), sizeof *e->fraction);
    for (size_t i = 0; i < p->n; i++)
        e->fraction[p->at[i].entry * e->k + component[p->at[i].element]] = p->at[i].fraction;
}

struct entries *entries_read(const char *path, const struct entries_options *options)
{
    struct table *t = table_open(path);
    struct entries *e = mem_zero(1, sizeof *e);
    struct places places = find_places(t, options);
    struct parts parts = {0};
    size_t capacity = 0;
    e->file = t->in->name;
    e->names = join(t, t->names, places.kept);
    while (table_read(t)) {
        grow(e, &capacity);
        read_entry(e, &parts, t, &places, options->per_atom);
    }
    spread(e, &parts);
    free(parts.at);
    free(places.kept);
    table_close(t);
    return e;
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
    free(e->fraction);
    free(e->energy);
    free(e->deviation);
    free(e->known);
    free(e->id);
    free(e->formula);
    free(e->row);
    free(e->names);
    free(e);
}

double *entries_references(const struct entries *e, const double *energy, const double given[ELEMENT_MAX + 1])
{
    double *reference = mem_new(e->k, sizeof *reference);
    struct bytes missing = {0};
    hull_references(e->k, e->n, e->fraction, energy, reference);
    for (size_t c = 0; c < e->k; c++) {
        if (!isnan(given[e->element[c]]))
            reference[c] = given[e->element[c]];
        if (isinf(reference[c]))
            bytes_print(&missing, "%s%s", missing.length ? ", " : "", element_symbol(e->element[c]));
    }
    if (missing.length)
        die("%s: there is no pure structure of %s: add one, or give the energy per atom by --references", e->file,
            (char *)missing.at);
    return reference;
}
