/* The many-body tensor representation (H. Huo, M. Rupp, arXiv:1704.06439, Eq. 3): for each term (geometry/term.h) and
   each tuple of species, the distribution of the geometry function over the tuples of such atoms, weighted and
   broadened.

   The tensors of atoms are of the tuples that hold the atom in the vertex (k=3) or first (k=1, 2, 4) place. Over all
   atoms they add up to the tensor with counting: once for k=3 and ordered for k=2 and 4. */
#ifndef MBTR_MANY_BODY_H
#define MBTR_MANY_BODY_H

#include "geometry/term.h"
#include "tensor/representation.h"

/* Its row of representation_table. */
extern const struct representation_row many_body_row;

/* A term of a representation that is of this row. */
struct term *many_body_term(const struct representation *r, size_t term);

#endif
