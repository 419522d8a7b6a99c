/* Kernels that are sums or products over parts: the panels that their parts act on, and their tiles. */
#ifndef MBTR_PART_PANELS_H
#define MBTR_PART_PANELS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "kernel/panels.h"
#include "kernel/tile.h"

/* Tensors of many structures, in panels for each choice of terms that a part of the kernel has. */
struct part_panels {
    const struct kernel *kernel;
    size_t n;                /* structures */
    size_t of[KERNEL_PARTS]; /* the panels of each part */
    struct panels *panels[KERNEL_PARTS];
    size_t npanels;
    double *scale; /* per panels and term; 0: the panels leave it out */
    bool foreign;  /* of any panels */
};

/* kernel, layout and basis are kept, scale (nterms) is copied; basis as for panels_reduce, where the kernel can do with
   coordinates, or NULL; like as for panels_new. */
struct part_panels *part_panels_new(const struct kernel *kernel, const struct layout *layout, const double *scale,
                                    struct bin_basis *const *basis, size_t nterms, const struct part_panels *like);
void part_panels_free(struct part_panels *s);
void part_panels_outline(struct part_panels *s);
size_t part_panels_bytes(const struct part_panels *s);
void part_panels_add(struct part_panels *s, const struct tensor *t);
void part_panels_finish(struct part_panels *s);
void part_panels_clear(struct part_panels *s);

/* Memory that a thread works in; {0} at first. */
struct part_panels_memory {
    struct tile_memory tile;
    double *part;
    size_t capacity;
};

void part_panels_memory_free(struct part_panels_memory *m);

/* As tile_compute and tile_of, the kernel being that of the columns; rows are made like columns, or the same. Of the
   tile only the ranges matter. */
void part_panels_tile(const struct part_panels *rows, const struct part_panels *columns, struct tile t, bool lower,
                      struct part_panels_memory *memory, double *to, size_t ld);
struct tile part_panels_tile_of(const struct part_panels *rows, size_t first, size_t last, const struct part_panels *columns,
                                bool lower, size_t i);

/* Operations as tile_flops counts them, of all parts. */
double part_panels_flops(const struct part_panels *rows, const struct part_panels *columns);

/* The kernel of a structure with itself, blocks that other panels lack included. */
double part_panels_self(const struct part_panels *s, size_t structure);

#endif
