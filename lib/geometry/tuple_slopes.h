/* How the tuples of a batch change with their edges, dot and cross2. */
#ifndef MBTR_TUPLE_SLOPES_H
#define MBTR_TUPLE_SLOPES_H

#include "geometry/batch.h"
#include "geometry/term.h"

/* Derivatives of each value, and of the logarithm of each weight, the taper included. */
void tuple_slopes(const struct batch *b, const struct term *term, struct tuple_slopes *value, struct tuple_slopes *weight);

/* What keeps a term from having derivatives: a text about the recipe's keys; NULL when it has them. periodic: of periodic
   structures, in which atoms stand on lines. */
const char *tuple_slopes_problem(const struct term *term, bool periodic);

#endif
