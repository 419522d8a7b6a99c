/* The plain twin of tensor/many_body.h: loops over all tuples of a box of images, one erf per bin and tuple, no lattice
   reduction, no neighbour lists, no moments. */
#ifndef REFERENCE_MBTR_H
#define REFERENCE_MBTR_H

#include "geometry/term.h"
#include "structure/structure.h"
#include "tensor/tensor.h"

/* One term of a structure, as the row many_body_row gives it without normalization. Edges up to radius (angstrom) are looked at:
   where the term has neither reach nor cutoff it must be long enough for a finite structure. Blocks ascend by key;
   empty ones may be among them. */
void reference_mbtr(const struct term *t, const struct structure *s, double radius, struct blocks *to);

/* The largest difference between the bins of two terms, relative to the largest bin of b. Blocks that one of them lacks
   are zero there. */
double reference_deviation(const struct blocks *a, const struct blocks *b, unsigned body, size_t bins);

#endif
