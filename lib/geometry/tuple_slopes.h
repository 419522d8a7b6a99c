/* How the tuples of a batch change with their edges, dot and cross2. */
#ifndef MBTR_TUPLE_SLOPES_H
#define MBTR_TUPLE_SLOPES_H

#include "geometry/batch.h"
#include "geometry/term.h"

/* Derivatives of each value. */
void tuple_slopes_of_value(const struct batch *b, const struct term *term, struct tuple_slopes *to);

/* Derivatives of the logarithm of each weight by edges, of which alone it is a function: but for the taper, and of that. */
void tuple_slopes_of_weight(const struct batch *b, const struct term *term, double to[EDGES_MAX][BATCH]);
void tuple_slopes_of_taper(const struct batch *b, const struct term *term, double to[EDGES_MAX][BATCH]);

/* What keeps a term from having derivatives: a text about the recipe's keys; NULL when it has them. periodic: of periodic
   structures, in which atoms stand on lines. */
const char *tuple_slopes_problem(const struct term *term, bool periodic);

#endif
