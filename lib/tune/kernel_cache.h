/* What the kernel of a recipe is computed from, for a fixed set of structures, while the recipe's values change: each matrix of
   a term is computed once (kernel/term_matrices.h), or each of the kernel that takes atoms (kernel/atom_matrices.h). */
#ifndef MBTR_KERNEL_CACHE_H
#define MBTR_KERNEL_CACHE_H

#include <stddef.h>

#include "kernel/kernel_row.h"
#include "recipe/recipe.h"
#include "structure/structure.h"

struct kernel_cache;

/* For n structures; where the recipe's property is of atoms, for those of these elements. All are borrowed. Too little memory
   ends the program. */
struct kernel_cache *kernel_cache_new(const struct recipe *r, const struct structure *s, size_t n,
                                      const struct element_set *elements);
void kernel_cache_free(struct kernel_cache *m);

/* The kernel, its widths times factor, as the recipe's values are now; until they change what was got stays valid while at most
   threads() others are asked for. By all threads. A structure without a tensor ends the program. */
struct kernel_rows kernel_cache_get(struct kernel_cache *m, double factor);

/* How many matrices of terms, or of kernels that take atoms, were computed so far. */
size_t kernel_cache_computed(const struct kernel_cache *m);

#endif
