/* The kernel between derivatives of structures' energies (GDML: S. Chmiela et al., Sci. Adv. 3, e1603015, 2017; with exchanged
   atoms: Nat. Commun. 9, 3887, 2018). With k(x,y) = f(s), s = |x-y|^2, d = x-y, and J, J' the derivatives of both tensors,

       d2k / dR dR' = J (-2 f' - 4 f'' d d^T) J'^T,

   summed over all permutations of the second structure's atoms. Tensors are rows of dense arrays; but where keys are of atoms,
   most of their derivatives are 0, for a block changes with its own atoms alone: products are taken of what atoms have in
   common. */
#ifndef MBTR_FORCE_KERNEL_H
#define MBTR_FORCE_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/kernel.h"
#include "learn/force_rows.h"
#include "learn/orbit.h"

/* Blocks that rows of two kinds have in common, or one kind has. */
struct block_list {
    size_t n, columns; /* blocks, and all of their bins */
    uint32_t *block;
};

/* Those that rows of one group have in common with permuted rows of all: each list once, ... */
struct common_blocks {
    size_t n, capacity;
    struct block_list *list;
    size_t *of; /* ... and which list it is for each permutation and group */
};

struct force_kernel {
    const struct kernel_part *part; /* function and width; it has slopes; borrowed, as what follows */
    const struct orbit *orbit;
    const struct force_rows *of;
    size_t groups;                /* kinds of rows: three each where all structures have as many rows, else one kind of all */
    struct block_list *whole;     /* of each group: blocks that its rows have */
    struct common_blocks *common; /* of each group */
};

struct force_kernel *force_kernel_new(const struct kernel_part *part, const struct orbit *orbit, const struct force_rows *of);
void force_kernel_free(struct force_kernel *k);

/* Memory that a thread works in; {0} at first. */
struct force_kernel_memory {
    double *at;
    size_t capacity;
};

/* The rows of structures i0 to i1 - 1 with those of structures j0 to j1 - 1, to[0], ld numbers from row to row. */
void force_kernel_tile(const struct force_kernel *k, size_t i0, size_t i1, size_t j0, size_t j1, struct force_kernel_memory *m,
                       double *to, size_t ld);

/* The mean of the diagonal, by all threads. */
double force_kernel_mean(const struct force_kernel *k);

#endif
