/* Kernels that are sums or products over parts: the sets that their parts act on, and their tiles. */
#ifndef MBTR_SETS_H
#define MBTR_SETS_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/gram.h"
#include "learn/kernel.h"
#include "learn/set.h"

/* Tensors of many structures, in a set for each choice of terms that a part of the kernel has. */
struct sets {
    const struct kernel *kernel;
    size_t n;                /* structures */
    size_t of[KERNEL_PARTS]; /* the set of each part */
    struct set *set[KERNEL_PARTS];
    size_t nsets;
    double *scale; /* per set and term; 0: the set leaves it out */
};

/* kernel and layout are kept, scale (nterms) is copied; like as for set_new. */
struct sets *sets_new(const struct kernel *kernel, const struct layout *layout, const double *scale, size_t nterms,
                      const struct sets *like);
void sets_free(struct sets *s);
void sets_outline(struct sets *s);
size_t sets_bytes(const struct sets *s);
void sets_add(struct sets *s, const struct tensor *t);
void sets_finish(struct sets *s);
void sets_clear(struct sets *s);

/* Memory that a thread works in; {0} at first. */
struct sets_memory {
    struct gram_memory tile;
    double *part;
    size_t capacity;
};

void sets_memory_free(struct sets_memory *m);

/* As gram_tile and gram_tile_of, the kernel being that of the columns; rows are made like columns, or the same. Of the
   tile only the ranges matter. */
void sets_tile(const struct sets *rows, const struct sets *columns, struct tile t, bool lower,
               struct sets_memory *memory, double *to, size_t ld);
struct tile sets_tile_of(const struct sets *rows, size_t first, size_t last, const struct sets *columns, bool lower,
                         size_t i);

/* As gram_flops, of all parts. */
double sets_flops(const struct sets *rows, const struct sets *columns);

/* The kernel of a structure with itself, blocks that another set lacks included. */
double sets_self(const struct sets *s, size_t structure);

#endif
