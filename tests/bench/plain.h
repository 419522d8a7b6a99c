/* Tensors gathered by block and nothing else: what the plain loops and dense products work on that kernels are compared with. */
#ifndef BENCH_PLAIN_H
#define BENCH_PLAIN_H

#include <stddef.h>

#include "kernel/panel_plan.h"
#include "tensor/tensor.h"

struct plain_block {
    size_t bins, n; /* n structures hold it ... */
    size_t *member; /* ... these, ascending */
    double *row;    /* n x bins, the term's scale applied */
    size_t member_capacity, row_capacity;
};

struct plain {
    struct panel_plan *plan; /* of which only the numbers of blocks are used */
    size_t n, nblocks;
    struct plain_block *block;
    double *sum; /* |x|_1 of each structure */
};

struct plain *plain_new(const struct tensor *t, size_t n, const struct layout *layout, const double *scale, size_t nterms);
void plain_free(struct plain *p);

/* How many of a block's members are below n. */
size_t plain_members(const struct plain_block *b, size_t n);

/* The bins of a structure in a block; NULL when it does not hold it. */
const double *plain_row(const struct plain_block *b, size_t structure);

#endif
