/* Lower triangles of the matrices that kernels of a fixed set of structures are made from, term by term: of x.y,
   |x-y|^2 or |x-y|_1 (kernel/kernel.h). With the terms' scales s these add up to those of whole tensors, x.y = sum s^2
   (x.y)_t,   |x-y|^2 = sum s^2 |x-y|_t^2,   |x-y|_1 = sum s |x-y|_t, so that tensors are computed once for all scales,
   kernel widths and ridges. The triangles used last are kept. */
#ifndef MBTR_TERM_MATRICES_H
#define MBTR_TERM_MATRICES_H

#include <stddef.h>

#include "kernel/kernel.h"
#include "structure/structure.h"
#include "tensor/representation.h"

struct term_matrices;

/* For n structures, which are borrowed, and nterms terms at a time: room for as many as half of the memory that there
   is holds, at most 16 for each term. Too little memory for nterms of them and a matrix besides ends the program. */
struct term_matrices *term_matrices_new(const struct structure *structures, size_t n, size_t nterms);
void term_matrices_free(struct term_matrices *t);

/* The triangle of a term of r, its scale left out: row i begins at i (i+1)/2 and holds i+1 numbers. key is a text that
   tells all that it depends on. It stays while no more than nterms others are asked for. A structure without a tensor
   ends the program. */
const double *term_matrices_get(struct term_matrices *t, const struct representation *r, size_t term, enum measure m,
                                const char *key);

/* How many were computed so far. */
size_t term_matrices_computed(const struct term_matrices *t);

/* A term's weight in the sums above. */
double term_matrices_weight(enum measure m, double scale);

#endif
