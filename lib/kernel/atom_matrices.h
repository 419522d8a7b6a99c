/* Lower triangles of the matrices of kernels that take atoms (kernel/kernel.h), of a fixed set of structures or atoms. The
   tensors of their atoms are kept while only widths and weights of the kernel change, and the triangles used last. */
#ifndef MBTR_ATOM_MATRICES_H
#define MBTR_ATOM_MATRICES_H

#include <stddef.h>

#include "kernel/kernel.h"
#include "structure/structure.h"
#include "tensor/representation.h"

struct atom_matrices;

/* For n structures, or their atoms of these elements; NULL: for the structures. All are borrowed. Too little memory for a few
   of their matrices ends the program. */
struct atom_matrices *atom_matrices_new(const struct structure *structures, size_t n, const struct element_set *elements);
void atom_matrices_free(struct atom_matrices *m);

/* The triangle of this kernel of tensors by r, scales applied. tensors and kernel are texts that tell all that these depend on.
   It stays while at most threads() others are asked for. A structure without tensors ends the program. */
const double *atom_matrices_get(struct atom_matrices *m, const struct representation *r, const char *tensors,
                                const struct kernel *k, const char *kernel);

/* How many were computed so far. */
size_t atom_matrices_computed(const struct atom_matrices *m);

#endif
