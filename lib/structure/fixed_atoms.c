#include "structure/fixed_atoms.h"

#include <math.h>

#include "base/die.h"

/* A column, by what its first value is, what is between two atoms, and two components of one. */
struct place {
    const double *value;
    size_t atoms, components;
};

static struct place find(const struct structure *s, const char *name)
{
    const struct named_values *flags = &s->flags, *numbers = &s->of_atoms;
    size_t flag = structure_find_name(flags, name), number = structure_find_name(numbers, name);
    if (flag < flags->n)
        return (struct place){flags->value + 3 * flag, 3 * flags->n, 1};
    if (number < numbers->n)
        return (struct place){numbers->value + number, numbers->n, 0};
    return (struct place){0};
}

size_t fixed_atoms_find(const struct structure *s, const char *column, bool (*moves)[3])
{
    const char *name = column ? column : "move_mask";
    struct place p = find(s, name);
    size_t fixed = 0;
    if (column && !p.value)
        die("%s:%zu: there is no column '%s' of T and F, or of numbers, in Properties", s->file, s->property_line, column);
    for (size_t a = 0; a < s->sample.atoms; a++) {
        for (size_t c = 0; c < 3; c++) {
            double value = p.value ? p.value[a * p.atoms + c * p.components] : 1;
            if (isnan(value))
                die("%s:%zu: '%s' of atom %zu: expected T, F or a number", s->file, s->line, name, a + 1);
            moves[a][c] = (value != 0) == !column;
        }
        fixed += !moves[a][0] || !moves[a][1] || !moves[a][2];
    }
    return fixed;
}
