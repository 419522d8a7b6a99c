/* Tensors of many structures, gathered by block: who holds it, and the bins as one dense matrix. Products of two sets
   cost what their common blocks cost.

   A set is filled, then packed: blocks that mostly come together are put side by side into panels, whose products are
   those of few wide matrices instead of many narrow ones. */
#ifndef MBTR_SET_H
#define MBTR_SET_H

#include <stddef.h>
#include <stdint.h>

#include "tensor/tensor.h"

struct block {
    size_t term;
    uint16_t key[16];
    size_t n;             /* structures that hold it */
    size_t *member;       /* ascending */
    double *row;          /* n x bins, the term's scale applied; packing takes it away */
    size_t panel, offset; /* where packing put it: the panel, and its first bin there */
    size_t member_capacity, row_capacity;
};

struct panel {
    size_t width;   /* bins of all its blocks */
    size_t n;       /* structures that hold any of them */
    size_t *member; /* ascending */
    double *row;    /* n x width, zero where a structure lacks a block */
    double *excess; /* of each row, the sum of x - |x|: 0 unless a correlation made bins negative */
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
    struct panel *panel;
    size_t npanels;
    size_t *slot; /* hash table of blocks, from 1; 0: free */
    size_t slots;
    size_t square_capacity, sum_capacity, block_capacity;
};

/* An empty set; layout and scale (nterms each) are kept, not copied. */
struct set *set_new(const struct layout *layout, const double *scale, size_t nterms);
void set_free(struct set *s);

/* Adds a structure's tensor as number s->n. */
void set_add(struct set *s, const struct tensor *t);

/* Moves all blocks into panels: like NULL, panels of its own choice; else those of a packed set, where blocks that the
   other set lacks are left out. Nothing can be added after that. */
void set_pack(struct set *s, const struct set *like);

/* Forgets all structures, keeps the memory of the blocks. */
void set_clear(struct set *s);

/* The block of a term and key, NULL when no structure holds it. */
const struct block *set_find(const struct set *s, size_t term, const uint16_t *key);

/* The first of n ascending members that is at least structure. */
size_t member_from(const size_t *member, size_t n, size_t structure);

#endif
