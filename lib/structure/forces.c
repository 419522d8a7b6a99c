#include "structure/forces.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/number.h"

/* By how much of the largest component two that should be equal may differ, for tensors are rounded and averaged. */
#define ASYMMETRY 1e-3

void forces_of_atoms(const struct structure *s, const char *name, double (*to)[3])
{
    const struct named_values *v = &s->vectors;
    size_t i = structure_find_name(v, name);
    struct bytes names = {0};
    structure_value_names(v, &names);
    if (i == v->n)
        die("%s:%zu: there are no forces '%s', three columns of Properties, %s:R:3; there is: %s", s->file, s->property_line,
            name, name, v->n ? (char *)names.at : "none");
    bytes_free(&names);
    for (size_t a = 0; a < s->sample.atoms; a++)
        for (size_t c = 0; c < 3; c++) {
            to[a][c] = v->value[3 * (a * v->n + i) + c];
            if (!(fabs(to[a][c]) <= NUMBER_MAX))
                die("%s:%zu: forces '%s' of atom %zu: expected three numbers within 1e99, found %g", s->file, s->line, name,
                    a + 1, to[a][c]);
        }
}

static bool is_virial(const char *name)
{
    static const char word[] = "virial";
    while (*name && strncasecmp(name, word, sizeof word - 1) != 0)
        name++;
    return *name;
}

/* The tensor of this name, row by row. */
static const double *tensor_of(const struct structure *s, const char *name)
{
    const struct named_values *v = &s->tensors;
    size_t i = structure_find_name(v, name);
    struct bytes names = {0};
    structure_value_names(v, &names);
    if (i == v->n)
        die("%s:%zu: there is no stress '%s', 9 numbers or 6 in the order xx yy zz yz xz xy; there is: %s", s->file,
            s->property_line, name, v->n ? (char *)names.at : "none");
    bytes_free(&names);
    return v->value + 9 * i;
}

bool forces_stress(const struct structure *s, const char *name, double to[3][3])
{
    if (!s->pbc[0] || !s->pbc[1] || !s->pbc[2])
        return false;
    const double *x = tensor_of(s, name);
    double largest = 0, factor = is_virial(name) ? -1 / structure_volume(s) : 1;
    for (int i = 0; i < 9; i++) {
        if (!(fabs(x[i]) <= NUMBER_MAX))
            die("%s:%zu: stress '%s': expected numbers within 1e99, found %g", s->file, s->property_line, name, x[i]);
        largest = fmax(largest, fabs(x[i]));
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double other = x[3 * j + i], here = x[3 * i + j];
            if (fabs(here - other) > ASYMMETRY * largest)
                die("%s:%zu: stress '%s' is not symmetric: two of its components that are to be equal are %g and %g", s->file,
                    s->property_line, name, here, other);
            to[i][j] = factor * (here == other ? here : 0.5 * (here + other));
        }
    return true;
}
