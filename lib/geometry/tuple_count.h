/* How many tuples of a structure a term looks at: all that its reach and cutoff do not leave out beforehand. What is counted
   is what takes time, and bounds the blocks that a tensor may have. */
#ifndef MBTR_TUPLE_COUNT_H
#define MBTR_TUPLE_COUNT_H

#include "geometry/chains.h"
#include "geometry/neighbours.h"

/* Of atoms that are prepared, before there are lists: an upper bound where that is at most enough, else an estimate. A
   cutoff is not thought of, but for the neighbours that it allows. */
double tuple_count_expected(struct neighbours *n, unsigned body, double enough);

/* Of the lists, atoms of them; the same. */
double tuple_count_listed(const struct neighbours *n, size_t atoms, unsigned body);

/* An estimate that thinks of the cutoff, from some of the atoms (k=3) or neighbours (k=4). */
double tuple_count_weighty(struct chains *c, size_t atoms, unsigned body);

#endif
