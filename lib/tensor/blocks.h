/* The blocks of one term of a tensor: the keys of those that are not empty, in lexicographic order, and their bins. */
#ifndef MBTR_BLOCKS_H
#define MBTR_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEY_MAX = 16, BINS_MAX = 1000000 };

/* What all tensors of a stream share, per term. */
struct layout {
    unsigned body;      /* entries of a key, from 1 to KEY_MAX */
    size_t bins;        /* of a block, from 1 to BINS_MAX */
    double start, stop; /* first and last edge of the bins */
    unsigned own;       /* in the tensor of an atom, the entry that is its own element */
};

/* Whether the terms of a and b, nterms of each, have keys and bins of the same kind. */
bool blocks_same_layout(const struct layout *a, const struct layout *b, size_t nterms);

/* The blocks of one term. Capacities let the memory serve many structures. */
struct blocks {
    size_t n;
    uint16_t *key; /* n x body: atomic numbers, or what else the representation sorts by */
    double *bin;   /* n x bins */
    size_t key_capacity, bin_capacity;
};

/* Makes room for n blocks in a term. */
void blocks_resize(struct blocks *b, size_t n, unsigned body, size_t bins);

/* Keys compared entry by entry, as memcmp does bytes. */
int blocks_compare_keys(const uint16_t *a, const uint16_t *b, unsigned body);

/* The place among n ascending keys of the first that is not before this one; *there: whether it is the same. */
size_t blocks_place(const uint16_t *keys, size_t n, const uint16_t *key, unsigned body, bool *there);

/* The bins of a block among blocks in ascending order, added with zeros where it is missing. */
double *blocks_at(struct blocks *b, const uint16_t *key, unsigned body, size_t bins);

void blocks_free(struct blocks *b);
void blocks_copy(struct blocks *to, const struct blocks *from, unsigned body, size_t bins);

/* A key read backwards. */
void blocks_mirror(const uint16_t *key, unsigned body, uint16_t *to);

/* Goes from blocks that hold both directions of each tuple to those that hold one: keys that read smaller backwards are left
   out, those that read the same are halved, the others multiplied by a factor. */
void blocks_fold(struct blocks *b, unsigned body, size_t bins, double factor);

#endif
