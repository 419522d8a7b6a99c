/* A model of training tensors, ready to be evaluated: these as dense arrays. */
#ifndef MBTR_SLOPE_BASIS_H
#define MBTR_SLOPE_BASIS_H

#include "kernel/kernel.h"
#include "learn/slope_function.h"
#include "learn/slopes.h"
#include "tensor/representation.h"

struct slope_basis;

/* Of tensors of a representation, by the one part of a kernel that is not linear, which has slopes; all are borrowed. */
struct slope_basis *slope_basis_new(const struct slopes *s, const struct representation *r, const struct kernel *k);
void slope_basis_free(struct slope_basis *b);

/* Memory that a thread works in; {0} at first. */
struct slope_basis_memory {
    struct slope_function_memory function;
    double
        nearest; /* how far the last tensor is from the nearest one that it is compared with, in widths of the kernel; infinite
                       where there is none */
    double *row;
    size_t capacity;
};
void slope_basis_memory_free(struct slope_basis_memory *m);

/* The value for a tensor, of an atom of this element where training tensors are of such; adds how it changes with each bin to
   slope (NULL: not wanted), which has the tensor's blocks. */
double slope_basis_add(const struct slope_basis *b, const struct tensor *t, unsigned element, struct slope_basis_memory *m,
                       struct tensor *slope);

#endif
