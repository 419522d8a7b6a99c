/* Which blocks stand side by side in panels: blocks that mostly come together, so that products are those
   of few wide matrices instead of many narrow ones. */
#ifndef MBTR_PANEL_PLAN_H
#define MBTR_PANEL_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "tensor/tensor.h"

/* A block and its place: the panel, and its first bin there. */
struct panel_place {
    size_t term;
    uint16_t key[KEY_MAX];
    size_t panel, offset; /* panel: PANEL_NONE before panel_plan_choose */
};

struct panel_plan {
    const struct layout *layout;
    struct panel_place *block;
    size_t nblocks;
    size_t *width; /* bins of each panel */
    size_t npanels;
    size_t *slot; /* hash table of blocks, from 1; 0: free */
    size_t slots;
    size_t block_capacity, width_capacity;
};

#define PANEL_NONE SIZE_MAX

/* An empty plan; layout (nterms) is kept, not copied. */
struct panel_plan *panel_plan_new(const struct layout *layout);
void panel_plan_free(struct panel_plan *p);

/* The number of a block: PANEL_NONE when it is not known, or added then. */
size_t panel_plan_find(const struct panel_plan *p, size_t term, const uint16_t *key);
size_t panel_plan_add(struct panel_plan *p, size_t term, const uint16_t *key);

/* A structure that holds a block, and where its bins are. */
struct panel_entry {
    size_t structure, block, from;
};

/* Gives the blocks that have none a place in new panels. n entries, structures ascending and below structures, tell how
   often blocks come together. */
void panel_plan_choose(struct panel_plan *p, const struct panel_entry *entry, size_t n, size_t structures);

#endif
