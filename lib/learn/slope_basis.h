/* A model of slopes, ready to be evaluated: its tensors as dense arrays. */
#ifndef MBTR_SLOPE_BASIS_H
#define MBTR_SLOPE_BASIS_H

#include "kernel/kernel.h"
#include "learn/slope_function.h"
#include "learn/slopes.h"
#include "tensor/representation.h"

struct slope_basis;

/* Of tensors of a representation, by a kernel of one function of all terms that has slopes; all are borrowed. */
struct slope_basis *slope_basis_new(const struct slopes *s, const struct representation *r, const struct kernel *k);
void slope_basis_free(struct slope_basis *b);

/* Memory that a thread works in; {0} at first. */
struct slope_basis_memory {
    struct slope_function_memory function;
    double *row;
    size_t capacity;
};
void slope_basis_memory_free(struct slope_basis_memory *m);

/* The value for a tensor, and how it changes with each of its bins, to a tensor with memory of its own. */
double slope_basis_value(const struct slope_basis *b, const struct tensor *t, struct slope_basis_memory *m,
                         struct tensor *slope);

#endif
