/* Rows of a dense array of tensors (tensor/tensor_columns.h) as those of the same structures with atoms exchanged: columns
   change places, as keys stand for atoms. */
#ifndef MBTR_ORBIT_H
#define MBTR_ORBIT_H

#include <stddef.h>

#include "tensor/symmetry.h"
#include "tensor/tensor_columns.h"

struct orbit {
    size_t n;       /* permutations of the group, the identity first */
    size_t columns; /* of the array */
    size_t *from;   /* n x blocks: the block that each comes from, SIZE_MAX: it is 0 */
    size_t *at;     /* of each block, its first column ... */
    size_t *bins;   /* ... and how many it has */
    size_t blocks;
    size_t *inverse; /* of each permutation, which one undoes it */
};

/* Of the group that a symmetry makes for structures of so many atoms (0: no atom has a place of its own). Adds columns for
   blocks that the group makes of those that there are. */
struct orbit *orbit_new(struct tensor_columns *c, const struct symmetry *symmetry, size_t atoms);
void orbit_free(struct orbit *o);

/* A row permuted; to is another. */
void orbit_permute(const struct orbit *o, size_t permutation, const double *row, double *to);

#endif
