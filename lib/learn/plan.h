/* Which blocks stand side by side in the panels of a set: blocks that mostly come together, so that products are those
   of few wide matrices instead of many narrow ones. */
#ifndef MBTR_PLAN_H
#define MBTR_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "tensor/tensor.h"

/* A block and its place: the panel, and its first bin there. */
struct place {
    size_t term;
    uint16_t key[KEY_MAX];
    size_t panel, offset; /* panel: PLAN_NONE before plan_choose */
};

struct plan {
    const struct layout *layout;
    struct place *block;
    size_t nblocks;
    size_t *width; /* bins of each panel */
    size_t npanels;
    size_t *slot; /* hash table of blocks, from 1; 0: free */
    size_t slots;
    size_t block_capacity, width_capacity;
};

#define PLAN_NONE SIZE_MAX

/* An empty plan; layout (nterms) is kept, not copied. */
struct plan *plan_new(const struct layout *layout);
void plan_free(struct plan *p);

/* The number of a block: PLAN_NONE when it is not known, or added then. */
size_t plan_find(const struct plan *p, size_t term, const uint16_t *key);
size_t plan_add(struct plan *p, size_t term, const uint16_t *key);

/* A structure that holds a block, and where its bins are. */
struct entry {
    size_t structure, block, from;
};

/* Gives the blocks that have none a place in new panels. n entries, structures ascending and below structures, tell how
   often blocks come together. */
void plan_choose(struct plan *p, const struct entry *entry, size_t n, size_t structures);

#endif
