#include "structure/structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/text.h"
#include "math/vector.h"
#include "structure/element.h"

/* Periodic vectors of length 1 count as dependent when they span less. */
#define SINGULAR 1e-8

static void free_values(struct named_values *v)
{
    structure_forget_values(v);
    free(v->name);
    free(v->value);
}

void structure_free(struct structure *s)
{
    sample_free(&s->sample);
    free(s->number);
    free(s->position);
    free_values(&s->of_atoms);
    free_values(&s->vectors);
    free_values(&s->tensors);
    free_values(&s->flags);
    *s = (struct structure){0};
}

void structure_room(struct structure *s, size_t atoms)
{
    size_t capacity = s->capacity;
    if (atoms <= capacity)
        return;
    s->position = mem_grow(s->position, &capacity, atoms, sizeof *s->position);
    s->number = mem_resize(s->number, capacity, sizeof *s->number);
    s->capacity = capacity;
}

void structure_copy(struct structure *to, const struct structure *from)
{
    size_t atoms = from->sample.atoms;
    sample_free(&to->sample);
    structure_room(to, atoms);
    to->sample = sample_copy(&from->sample);
    memcpy(to->number, from->number, atoms * sizeof *to->number);
    memcpy(to->position, from->position, atoms * sizeof *to->position);
    memcpy(to->cell, from->cell, sizeof to->cell);
    memcpy(to->pbc, from->pbc, sizeof to->pbc);
    to->file = from->file;
    to->line = from->line;
}

void structure_forget_values(struct named_values *v)
{
    for (size_t i = 0; i < v->n; i++)
        free(v->name[i]);
    v->n = 0;
}

void structure_add_name(struct named_values *v, const char *name)
{
    v->name = mem_grow(v->name, &v->name_capacity, v->n + 1, sizeof *v->name);
    v->name[v->n++] = text_clean(mem_text(name));
}

void structure_room_values(struct named_values *v, size_t numbers)
{
    if (numbers > v->value_capacity)
        v->value = mem_grow(v->value, &v->value_capacity, numbers, sizeof *v->value);
}

size_t structure_find_name(const struct named_values *v, const char *name)
{
    size_t i = 0;
    while (i < v->n && strcmp(v->name[i], name) != 0)
        i++;
    return i;
}

void structure_value_names(const struct named_values *v, struct bytes *to)
{
    for (size_t i = 0; i < v->n; i++)
        bytes_print(to, "%s%s", i ? ", " : "", v->name[i]);
}

void structure_bytes(const struct structure *s, struct bytes *to)
{
    bytes_put(to, s->sample.id, strlen(s->sample.id) + 1);
    bytes_put(to, &s->sample.atoms, sizeof s->sample.atoms);
    bytes_put(to, s->number, s->sample.atoms);
    bytes_put(to, s->position, s->sample.atoms * sizeof *s->position);
    bytes_put(to, s->cell, sizeof s->cell);
    bytes_put(to, s->pbc, sizeof s->pbc);
}

void structure_lacks(const struct structure *s, const char *property)
{
    struct bytes names = {0};
    sample_property_names(&s->sample, &names);
    die("%s:%zu: there is no property '%s'; there is: %s", s->file, s->property_line, property, (char *)names.at);
}

double structure_target(const struct structure *s, const char *property)
{
    const double *value = sample_property(&s->sample, property);
    if (!value)
        structure_lacks(s, property);
    if (!(fabs(*value) <= NUMBER_MAX))
        die("%s:%zu: property '%s': expected a number within 1e99, found %g", s->file, s->property_line, property, *value);
    return *value;
}

double structure_atom_target(const struct structure *s, size_t atom, const char *property)
{
    const struct named_values *p = &s->of_atoms;
    size_t i = structure_find_name(p, property);
    struct bytes names = {0};
    structure_value_names(p, &names);
    if (i == p->n)
        die("%s:%zu: there is no property '%s' of atoms; there is: %s", s->file, s->property_line, property,
            p->n ? (char *)names.at : "none, for want of such a column in Properties");
    bytes_free(&names);
    double value = p->value[atom * p->n + i];
    if (!(fabs(value) <= NUMBER_MAX))
        die("%s:%zu: property '%s' of atom %zu: expected a number within 1e99, found %g", s->file, s->property_line, property,
            atom + 1, value);
    return value;
}

struct sample structure_atom_sample(const struct structure *s, size_t atom)
{
    struct bytes id = {0};
    bytes_print(&id, "%s:%zu", s->sample.id, atom + 1);
    bytes_put(&id, "", 1);
    return sample_of_atom((char *)id.at, s->number[atom]);
}

bool structure_same_atoms(const uint8_t *a, size_t na, const uint8_t *b, size_t nb)
{
    return na == nb && (na == 0 || memcmp(a, b, na) == 0);
}

void structure_expect_atoms(const struct structure *s, const uint8_t *number, size_t n)
{
    if (!structure_same_atoms(s->number, s->sample.atoms, number, n))
        die("%s:%zu: %s: species: atom needs the same atoms in the same order in every structure", s->file, s->line,
            s->sample.id);
}

static bool is_zero(const double *x, size_t n)
{
    while (n > 0 && *x == 0)
        x++, n--;
    return n == 0;
}

double structure_volume(const struct structure *s)
{
    const double(*a)[3] = s->cell;
    double across[3];
    vector_cross(across, a[1], a[2]);
    return fabs(vector_dot(a[0], across));
}

const char *structure_lattice_problem(const struct structure *s)
{
    static const char *const singular[] = {NULL, "the lattice is singular: its periodic vectors span no length",
                                           "the lattice is singular: its periodic vectors span no area",
                                           "the lattice is singular: its periodic vectors span no volume"};
    double v[3][3], area[3], volume = 1;
    int n = 0;
    for (int i = 0; i < 3; i++) {
        if (!s->pbc[i])
            continue;
        const double *a = s->cell[i];
        double length = hypot(hypot(a[0], a[1]), a[2]);
        for (int c = 0; c < 3; c++)
            v[n][c] = length > 0 ? a[c] / length : 0;
        volume = length > 0 ? volume : 0;
        n++;
    }
    if (n > 0 && is_zero(s->cell[0], 9))
        return "the lattice is zero: a molecule has no Lattice, or pbc=\"F F F\"";
    if (n >= 2) {
        for (int c = 0; c < 3; c++)
            area[c] = v[0][(c + 1) % 3] * v[1][(c + 2) % 3] - v[0][(c + 2) % 3] * v[1][(c + 1) % 3];
        volume = n == 2 ? hypot(hypot(area[0], area[1]), area[2])
                        : fabs(area[0] * v[2][0] + area[1] * v[2][1] + area[2] * v[2][2]);
    }
    return volume > SINGULAR ? NULL : singular[n];
}

/* Whether n numbers are lengths. */
static bool are_lengths(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(x[i]) <= LENGTH_MAX))
            return false;
    return true;
}

const char *structure_problem(const struct structure *s)
{
    size_t n = s->sample.atoms;
    if (n == 0)
        return "expected at least one atom, found none";
    for (size_t i = 0; i < n; i++)
        if (s->number[i] < 1 || s->number[i] > ELEMENT_MAX)
            return "expected atomic numbers from 1 to 118";
    if (!are_lengths(s->position[0], 3 * n) || !are_lengths(s->cell[0], 9))
        return "expected positions and lattice vectors within 1e9 angstrom";
    return structure_lattice_problem(s);
}
