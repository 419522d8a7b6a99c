/* The taper of a term: a factor of a tuple's weight for each edge that this depends on. */
#ifndef MBTR_TAPER_H
#define MBTR_TAPER_H

#include "geometry/batch.h"
#include "geometry/term.h"

/* Multiplies the weights of n terms by it: 1 up to reach - taper, from there half a cosine down to 0 at reach, and 0 beyond. */
void taper_apply(struct batch *b, const struct term *term, size_t n);

/* Adds the derivatives of its logarithm to those of weights, for tuples within reach. */
void taper_slope(const struct batch *b, const struct term *term, double slope[EDGES_MAX][BATCH]);

#endif
