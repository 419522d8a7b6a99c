/* Tuples of k atoms of a structure and what each contributes to a term: value of the geometry function and weight.

   k=1: atoms, or elements. k=2: pairs {i, j}. k=3: chains i-j-k with j the vertex. Each tuple of distinct atoms (periodic
   images are distinct) comes once per reversal and once per class of lattice translations, its key being the smaller
   of the two directions. Weights include the taper; those below the cutoff or with an edge beyond reach are 0. */
#ifndef MBTR_TUPLES_H
#define MBTR_TUPLES_H

#include "geometry/batch.h"
#include "geometry/neighbours.h"
#include "geometry/term.h"
#include "text/structure.h"

struct tuples; /* memory that serves many structures */

struct tuples *tuples_new(void);
void tuples_free(struct tuples *t);

typedef void tuples_take(const struct batch *b, void *context);

/* Calls take with batches until all tuples of the term were seen. Returns NULL or a message about the structure: a
   periodic term without a finite sphere, two atoms at one place; valid until the next call with the same t. */
const char *tuples_visit(struct tuples *t, const struct term *term, const struct structure *s, tuples_take *take,
                         void *context);

#endif
