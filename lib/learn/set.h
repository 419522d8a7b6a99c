/* Tensors of many structures, gathered by block: who holds it, and the bins as one dense matrix. Products of two sets
   cost what their common blocks cost. */
#ifndef MBTR_SET_H
#define MBTR_SET_H

#include <stddef.h>
#include <stdint.h>

#include "tensor/tensor.h"

struct block {
    size_t term;
    uint16_t key[16];
    size_t n;        /* structures that hold it */
    size_t *member;  /* ascending */
    double *row;     /* n x bins, the term's scale applied */
    double *sum;     /* sum of magnitudes of each row */
    size_t member_capacity, row_capacity, sum_capacity;
};

struct set {
    size_t nterms;
    const struct layout *layout;
    const double *scale; /* per term */
    size_t n;            /* structures */
    double *square;      /* |x|^2 of each */
    double *sum;         /* |x|_1 of each */
    struct block *block;
    size_t nblocks;
    size_t *slot; /* hash table of blocks, from 1; 0: free */
    size_t slots;
    size_t square_capacity, sum_capacity, block_capacity;
};

/* An empty set; layout and scale (nterms each) are kept, not copied. */
struct set *set_new(const struct layout *layout, const double *scale, size_t nterms);
void set_free(struct set *s);

/* Adds a structure's tensor as number s->n. */
void set_add(struct set *s, const struct tensor *t);

/* Forgets all structures, keeps the memory. */
void set_clear(struct set *s);

/* The block of a term and key, NULL when no structure holds it. */
const struct block *set_find(const struct set *s, size_t term, const uint16_t *key);

/* The first of a block's members that is at least structure. */
size_t block_from(const struct block *b, size_t structure);

#endif
