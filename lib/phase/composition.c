#include "phase/composition.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

/* Makes room for rows of k fractions. */
static void grow(struct compositions *c, size_t rows, size_t k)
{
    c->fraction = mem_grow(c->fraction, &c->capacity, size_mul(rows, k), sizeof *c->fraction);
}

/* Makes an element a column, of zeros. Rows move up from the last one on, each to where nothing is left to be moved. */
static void add_column(struct compositions *c, unsigned element)
{
    size_t k = c->k, place = 0;
    while (place < k && c->element[place] < element)
        place++;
    memmove(c->element + place + 1, c->element + place, (k - place) * sizeof *c->element);
    c->element[place] = element;
    grow(c, c->n, k + 1);
    for (size_t i = c->n; i-- > 0;) {
        double *from = c->fraction + i * k, *to = from + i;
        memmove(to + place + 1, from + place, (k - place) * sizeof *from);
        memmove(to, from, place * sizeof *from);
        to[place] = 0;
    }
    c->k++;
}

double composition_add(struct compositions *c, const double count[ELEMENT_MAX + 1])
{
    double atoms = 0;
    for (unsigned z = 1, column = 0; z <= ELEMENT_MAX; z++) {
        while (column < c->k && c->element[column] < z)
            column++;
        if (count[z] > 0 && (column == c->k || c->element[column] != z))
            add_column(c, z);
        atoms += count[z];
    }
    grow(c, c->n + 1, c->k);
    for (size_t column = 0; column < c->k; column++)
        c->fraction[c->n * c->k + column] = count[c->element[column]] / atoms;
    c->n++;
    return atoms;
}

double composition_add_sample(struct compositions *c, const struct sample *s)
{
    double count[ELEMENT_MAX + 1] = {0};
    for (size_t i = 0; i < s->nelements; i++)
        count[s->elements[i].number] = (double)s->elements[i].count;
    return composition_add(c, count);
}

void composition_free(struct compositions *c)
{
    free(c->fraction);
    *c = (struct compositions){0};
}
