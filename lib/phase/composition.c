#include "phase/composition.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"

/* The fraction of an element in one composition, until all elements are known. */
struct composition_part {
    size_t composition;
    unsigned element;
    double fraction;
};

double composition_add(struct compositions *c, const double count[ELEMENT_MAX + 1])
{
    double atoms = 0;
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        atoms += count[z];
    for (unsigned z = 1; z <= ELEMENT_MAX; z++) {
        if (!(count[z] > 0))
            continue;
        c->part = mem_grow(c->part, &c->capacity, c->parts + 1, sizeof *c->part);
        c->part[c->parts++] = (struct composition_part){c->n, z, count[z] / atoms};
    }
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

void composition_spread(struct compositions *c)
{
    size_t column[ELEMENT_MAX + 1] = {0};
    bool there[ELEMENT_MAX + 1] = {false};
    for (size_t i = 0; i < c->parts; i++)
        there[c->part[i].element] = true;
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        if (there[z]) {
            column[z] = c->k;
            c->element[c->k++] = z;
        }
    c->fraction = mem_zero(size_mul(c->n, c->k), sizeof *c->fraction);
    for (size_t i = 0; i < c->parts; i++)
        c->fraction[c->part[i].composition * c->k + column[c->part[i].element]] = c->part[i].fraction;
    free(c->part);
    c->part = NULL;
}

void composition_free(struct compositions *c)
{
    free(c->part);
    free(c->fraction);
    *c = (struct compositions){0};
}
