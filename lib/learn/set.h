/* Tensors of many structures, gathered in sections of panels: dense matrices of blocks that mostly come together
   (learn/plan.h). Products of two sets cost what their common blocks cost. */
#ifndef MBTR_SET_H
#define MBTR_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/plan.h"
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

struct set {
    size_t nterms;
    const struct layout *layout;
    const double *scale; /* per term */
    struct plan *plan;
    bool borrowed;  /* the plan is another set's */
    bool outline;   /* only shapes are kept */
    size_t n;       /* structures */
    double *square; /* |x|^2 of each */
    double *sum;    /* |x|_1 of each */
    struct section *section;
    size_t nsections;
    struct entry *entry; /* of structures that are in no section yet */
    size_t nentries;
    double *bin;             /* and their bins */
    size_t nbins, most_bins; /* most_bins: that any section had */
    size_t square_capacity, sum_capacity, section_capacity, entry_capacity, bin_capacity;
};

/* Structures of a section, but for the last. */
enum { SET_SECTION = 1024 };

/* An empty set; layout and scale (nterms each) are kept, not copied. like: products are to be taken with that set,
   whose plan serves both and which must outlive this one; blocks that it lacks are left out. */
struct set *set_new(const struct layout *layout, const double *scale, size_t nterms, const struct set *like);
void set_free(struct set *s);

/* An empty set will keep shapes, but no numbers: for set_bytes and gram_flops. */
void set_outline(struct set *s);

/* Bytes of memory that the set takes, or would take with its numbers; all structures are in sections. */
size_t set_bytes(const struct set *s);

/* Adds a structure's tensor as number s->n. */
void set_add(struct set *s, const struct tensor *t);

/* Makes a section of the last structures: before products are taken. */
void set_finish(struct set *s);

/* Forgets all structures. */
void set_clear(struct set *s);

#endif
