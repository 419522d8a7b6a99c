/* Structures and their tensors in memory. */
#ifndef BENCH_DATA_H
#define BENCH_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/panels.h"
#include "recipe/recipe.h"
#include "structure/structure.h"
#include "tensor/tensor.h"

struct data {
    struct recipe *recipe;
    size_t n;
    struct structure *structure;
    struct tensor *tensor;    /* of each structure, after data_build */
    struct layout *layout;    /* per term */
    double *scale;            /* per term */
    struct bin_basis **basis; /* per term */
};

/* The recipe (a name as for -c) and every stride-th structure of a file such that about limit remain; 0: all. */
struct data *data_read(const char *recipe, const char *path, size_t limit);
/* The recipe and n structures; the array becomes the data's own. */
struct data *data_of(const char *recipe, struct structure *s, size_t n);
void data_free(struct data *d);

/* Computes all tensors, in parallel. */
void data_build(struct data *d);

/* All tensors as a set, as kernels of scalar products take them, or with all their bins. */
struct panels *data_set(const struct data *d, bool bins);

#endif
