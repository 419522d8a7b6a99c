#include "learn/reference_pairs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "geometry/gradient.h"
#include "structure/xyz_frame.h"

static void copy_property(const struct structure *s, size_t which, double *to)
{
    *to = s->sample.properties[which].value;
}

static void copy_vectors(const struct structure *s, size_t which, double *to)
{
    const struct named_values *v = &s->vectors;
    for (size_t a = 0; a < s->sample.atoms; a++)
        memcpy(to + 3 * a, v->value + 3 * (a * v->n + which), 3 * sizeof *to);
}

static void copy_tensor(const struct structure *s, size_t which, double *to)
{
    const double *x = s->tensors.value + 9 * which;
    for (unsigned e = 0; e < STRAINS; e++) {
        unsigned i = gradient_row[e], k = gradient_column[e];
        to[e] = 0.5 * (x[3 * i + k] + x[3 * k + i]);
    }
}

static size_t property_count(const struct structure *s)
{
    return s->sample.nproperties;
}

static size_t vector_count(const struct structure *s)
{
    return s->vectors.n;
}

static size_t tensor_count(const struct structure *s)
{
    return s->tensors.n;
}

static const char *property_name(const struct structure *s, size_t which)
{
    return s->sample.properties[which].name;
}

static const char *vector_name(const struct structure *s, size_t which)
{
    return s->vectors.name[which];
}

static const char *tensor_name(const struct structure *s, size_t which)
{
    return s->tensors.name[which];
}

/* Where quantities of each kind are in a structure, in the order of enum reference_kind. */
static const struct {
    size_t (*count)(const struct structure *s);
    const char *(*name)(const struct structure *s, size_t which);
    void (*copy)(const struct structure *s, size_t which, double *to);
    size_t columns;
    bool of_atoms;
} kinds[] = {
    {property_count, property_name, copy_property, 1, false},
    {vector_count, vector_name, copy_vectors, 3, true},
    {tensor_count, tensor_name, copy_tensor, STRAINS, false},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t find(const struct structure *s, enum reference_kind kind, const char *name)
{
    size_t i = 0;
    while (i < kinds[kind].count(s) && strcmp(kinds[kind].name(s, i), name) != 0)
        i++;
    return i;
}

/* Ends the program where a number of a row cannot be compared; the row of an atom is told by its number. */
static void check_row(const struct reference_pairs *p, const struct structure *s, const char *prefix, const double *row,
                      size_t i)
{
    char atom[40] = "";
    if (kinds[p->kind].of_atoms)
        snprintf(atom, sizeof atom, "atom %zu of ", i + 1);
    for (size_t c = 0; c < p->columns; c++)
        if (!(fabs(row[c]) <= NUMBER_MAX))
            die("%s:%zu: %s%s of %sstructure %s: expected numbers within 1e99, found %g", s->file, s->line, prefix, p->name,
                atom, s->sample.id, row[c]);
}

static bool is_whole(const double *row, size_t n)
{
    while (n > 0 && !isnan(*row))
        row++, n--;
    return n == 0;
}

static void check_rows(const struct reference_pairs *p, const struct structure *s)
{
    for (size_t i = 0; i < p->rows; i++) {
        double *reference = p->reference + i * p->columns, *predicted = p->predicted + i * p->columns;
        if (is_whole(reference, p->columns)) {
            check_row(p, s, XYZ_FRAME_REFERENCE, reference, i);
            check_row(p, s, "", predicted, i);
            continue;
        }
        for (size_t c = 0; c < p->columns; c++)
            reference[c] = predicted[c] = NAN;
    }
}

/* Of this kind, the quantity whose reference it is. */
static void read_pairs(struct reference_pairs *p, const struct structure *s, enum reference_kind kind, size_t which)
{
    const char *reference = kinds[kind].name(s, which);
    p->kind = kind;
    p->name = reference + strlen(XYZ_FRAME_REFERENCE);
    size_t predicted = find(s, kind, p->name);
    if (predicted == kinds[kind].count(s))
        die("%s:%zu: there is %s, but %s, the prediction, lacks", s->file, s->property_line, reference, p->name);
    p->rows = kinds[kind].of_atoms ? s->sample.atoms : 1;
    p->columns = kinds[kind].columns;
    p->reference = mem_grow(p->reference, &p->capacity[0], p->rows * p->columns, sizeof *p->reference);
    p->predicted = mem_grow(p->predicted, &p->capacity[1], p->rows * p->columns, sizeof *p->predicted);
    kinds[kind].copy(s, which, p->reference);
    kinds[kind].copy(s, predicted, p->predicted);
    check_rows(p, s);
}

static bool is_wanted(const char *reference, const char *name)
{
    size_t n = strlen(XYZ_FRAME_REFERENCE);
    return strncmp(reference, XYZ_FRAME_REFERENCE, n) == 0 && reference[n] && (!name || strcmp(reference + n, name) == 0);
}

bool reference_pairs_next(struct reference_pairs *p, const struct structure *s, const char *name, size_t *place)
{
    size_t before = 0;
    for (int kind = 0; kind < KINDS; before += kinds[kind++].count(s))
        while (*place < before + kinds[kind].count(s)) {
            size_t which = (*place)++ - before;
            if (is_wanted(kinds[kind].name(s, which), name)) {
                read_pairs(p, s, (enum reference_kind)kind, which);
                return true;
            }
        }
    return false;
}

void reference_pairs_free(struct reference_pairs *p)
{
    free(p->reference);
    free(p->predicted);
    *p = (struct reference_pairs){0};
}

double reference_pairs_norm(enum reference_kind kind, const double *row)
{
    double sum = 0;
    for (size_t c = 0; c < kinds[kind].columns; c++)
        sum += (c < 3 ? 1 : 2) * row[c] * row[c];
    return sqrt(sum);
}

void reference_pairs_unit(const char *name, const char *energy, bool picture, struct bytes *to)
{
    bytes_print(to, "%s", energy);
    if (*energy && strcmp(name, "forces") == 0)
        bytes_print(to, "%s", picture ? "/\u00c5" : "/A");
    if (*energy && strcmp(name, "stress") == 0)
        bytes_print(to, "%s", picture ? "/\u00c5\u00b3" : "/A^3");
}

void reference_pairs_lack(const char *input, const char *name)
{
    if (name)
        die("%s: no structure has ref_%s beside %s; --property names what else is to be compared", input, name, name);
    die("%s: no structure has a reference: ref_energy beside energy, ref_forces beside forces", input);
}
