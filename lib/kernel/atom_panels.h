/* The tensors of structures, or of their atoms, and the kernels of structures that are made of these (kernel/kernel.h): the
   panels that they are in, and the tiles of the matrix. */
#ifndef MBTR_ATOM_PANELS_H
#define MBTR_ATOM_PANELS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "kernel/part_panels.h"

/* Tensors that have a kernel with each other: those of structure i are number first[i] to first[i+1] - 1. */
struct matching_panels {
    size_t element; /* of the atoms; 0: all match */
    struct part_panels *panels;
    size_t *first;
    size_t *elements; /* of each tensor, where correlations are asked for */
    size_t first_capacity, elements_capacity;
};

struct atom_panels {
    const struct kernel *kernel;
    const struct layout *layout;
    const double *scale;
    struct bin_basis *const *basis;
    size_t nterms;
    const double *between; /* elements: tensor/correlation.h */
    const struct atom_panels *like;
    bool outline, foreign; /* as those of part_panels */
    size_t n;              /* structures */
    size_t *tensors;       /* of each, how many it has */
    struct matching_panels *of;
    size_t nof, capacity, tensors_capacity;
    struct tensor others; /* the tensor at hand, its keys without the atom's own element */
};

/* As part_panels_new, but that scale is kept, as is between: the correlations of elements (correlation_products), where the
   kernel asks for them. */
struct atom_panels *atom_panels_new(const struct kernel *kernel, const struct layout *layout, const double *scale,
                                    struct bin_basis *const *basis, size_t nterms, const double *between,
                                    const struct atom_panels *like);
void atom_panels_free(struct atom_panels *s);
void atom_panels_outline(struct atom_panels *s);
size_t atom_panels_bytes(const struct atom_panels *s);

/* Begins a structure; adds a tensor to the last, that of an atom of this element where the kernel asks for it. */
void atom_panels_begin(struct atom_panels *s);
void atom_panels_add(struct atom_panels *s, size_t element, const struct tensor *t);
void atom_panels_finish(struct atom_panels *s);
void atom_panels_clear(struct atom_panels *s);

/* Memory that a thread works in; {0} at first. */
struct atom_panels_memory {
    struct part_panels_memory tile;
    double *atoms;
    size_t capacity;
};

void atom_panels_memory_free(struct atom_panels_memory *m);

/* Into how many tiles the kernels of the structures from first on (at most TILE_ROWS) with the first n of the columns are cut,
   lower: those of the columns themselves up to the diagonal; and tile number i: to is where row first and column 0 belong,
   ld the step from row to row. */
size_t atom_panels_tiles(const struct atom_panels *columns, size_t first, size_t n, bool lower);
void atom_panels_tile(const struct atom_panels *rows, size_t first, size_t last, const struct atom_panels *columns, size_t n,
                      bool lower, size_t i, struct atom_panels_memory *memory, double *to, size_t ld);

/* Operations of the products. */
double atom_panels_flops(const struct atom_panels *rows, const struct atom_panels *columns);

/* The kernel of a structure with itself, whose tensors hold all their blocks: none that others lack was left out. */
double atom_panels_self(const struct atom_panels *s, size_t structure, struct atom_panels_memory *memory);

#endif
