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
    size_t *place;    /* of each tensor among those of all elements, in the order in which they came */
    size_t *elements; /* of each tensor, where correlations are asked for */
    size_t first_capacity, place_capacity, elements_capacity;
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
    size_t *first;         /* of each, its first tensor among those of all elements; at n, how many there are */
    double *largest; /* of each of these, its largest kernel with a tensor of the columns, at least 0; NULL: not asked for */
    struct matching_panels *of;
    size_t nof, capacity, first_capacity, largest_capacity;
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

/* Of a structure whose row is complete, the number, from 1, of the atom that is most unlike those of the columns: its largest
   kernel with one of them, *largest, is the smallest; 0 where it has none above 0. The first of several. Returns 0, and leaves
   *largest, where the kernel is not made of those of atoms, or tells no distance. */
size_t atom_panels_unlike(const struct atom_panels *s, size_t structure, double *largest);

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
