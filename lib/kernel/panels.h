/* Tensors of many structures, gathered in sections of panels: dense matrices of blocks that mostly come together
   (kernel/panel_plan.h). Products of two such gatherings cost what their common blocks cost. */
#ifndef MBTR_PANELS_H
#define MBTR_PANELS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/panel_plan.h"
#include "tensor/bin_basis.h"
#include "tensor/tensor.h"

struct panel {
    size_t id;      /* in the plan */
    size_t n;       /* structures of the section that hold any of its blocks */
    size_t *member; /* ascending */
    double *row;    /* n x the panel's width, zero where a structure lacks a block */
    double *excess; /* of each row, the sum of x - |x|: 0 unless a correlation made bins negative */
};

/* Structures that came one after the other. */
struct section {
    size_t first, n;
    struct panel *panel; /* those that are not empty, ascending ids */
    size_t npanels;
    size_t *member; /* memory of the panels */
    double *number;
};

struct panels {
    size_t nterms;
    const struct layout *layout;
    struct layout *kept;            /* of what is kept of blocks: bins, or coordinates */
    struct bin_basis *const *basis; /* per term; NULL: all is bins */
    bool foreign;                   /* some tensor's bins hold what its basis does not tell */
    const double *scale;            /* per term */
    struct panel_plan *plan;
    bool borrowed;  /* the plan is that of others */
    bool outline;   /* only shapes are kept */
    size_t n;       /* structures */
    double *square; /* |x|^2 of each */
    double *sum;    /* |x|_1 of each */
    struct section *section;
    size_t nsections;
    struct panel_entry *entry; /* of structures that are in no section yet */
    size_t nentries;
    double *bin;             /* and what is kept of them, scaled */
    size_t nbins, most_bins; /* most_bins: that any section had */
    size_t square_capacity, sum_capacity, section_capacity, entry_capacity, bin_capacity;
};

/* Structures of a section, but for the last. */
enum { PANELS_SECTION = 1024 };

/* Empty panels; layout and scale (nterms each) are kept, not copied. like: products are to be taken with those panels,
   whose plan serves both and which must outlive these; blocks that they lack are left out. */
struct panels *panels_new(const struct layout *layout, const double *scale, size_t nterms, const struct panels *like);
void panels_free(struct panels *s);

/* Empty panels will keep coordinates instead of the bins of the terms that have a basis, which are the same for scalar products
   and distances, but for those of absolute differences. Panels that are like others do as they do. */
void panels_reduce(struct panels *s, struct bin_basis *const *basis);

/* Empty panels will keep shapes, but no numbers: for panels_bytes and tile_flops. */
void panels_outline(struct panels *s);

/* Bytes of memory that they take, or would take with their numbers; all structures are in sections. */
size_t panels_bytes(const struct panels *s);

/* Adds a structure's tensor as number s->n. */
void panels_add(struct panels *s, const struct tensor *t);

/* Makes a section of the last structures: before products are taken. */
void panels_finish(struct panels *s);

/* Forgets all structures. */
void panels_clear(struct panels *s);

#endif
