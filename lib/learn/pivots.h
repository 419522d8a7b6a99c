/* Which training tensors a sparse kernel model is a sum over: those far from each other (farthest point sampling: T. Gonzalez,
   Theor. Comput. Sci. 38, 293, 1985). Where atoms are compared with such of their own element, each element has a share of
   them in proportion to its atoms, and at least one. */
#ifndef MBTR_PIVOTS_H
#define MBTR_PIVOTS_H

#include "kernel/kernel.h"
#include "learn/observed_source.h"
#include "learn/slopes.h"
#include "tensor/representation.h"

/* Up to n tensors of a source, which is read to the end, by element and then in the order in which they were chosen; fewer
   where there are no others. Their weights are 0. Of a large source they are chosen among a part at random, always the
   same. */
struct slopes *pivots_choose(struct observed_source *from, const struct representation *r, const struct kernel *k, size_t n);

#endif
