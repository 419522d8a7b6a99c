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
    double *fraction;              /* n x k: a new element is a new column of all */
    size_t capacity;
};

/* Adds one: atoms of each element by atomic number, as formula_read counts them, not all 0; or those of a sample.
   Returns their sum. */
double composition_add(struct compositions *c, const double count[ELEMENT_MAX + 1]);
double composition_add_sample(struct compositions *c, const struct sample *s);
void composition_free(struct compositions *c);

#endif
