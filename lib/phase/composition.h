/* Compositions: the fractions of atoms that are of each element. */
#ifndef MBTR_COMPOSITION_H
#define MBTR_COMPOSITION_H

#include <stddef.h>

#include "structure/element.h"
#include "structure/sample.h"

/* Start with {0}. */
struct compositions {
    size_t n, k;                   /* compositions, elements that any of them holds */
    unsigned element[ELEMENT_MAX]; /* the k atomic numbers, ascending */
    double *fraction;              /* n x k; NULL until all are known */
    struct composition_part *part; /* what was added */
    size_t parts, capacity;
};

/* Adds one: atoms of each element by atomic number, as formula_read counts them, not all 0; or those of a sample.
   Returns their sum. */
double composition_add(struct compositions *c, const double count[ELEMENT_MAX + 1]);
double composition_add_sample(struct compositions *c, const struct sample *s);

/* Sets elements and fractions from all that was added; no more can be. */
void composition_spread(struct compositions *c);
void composition_free(struct compositions *c);

#endif
