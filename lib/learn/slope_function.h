/* A function of tensors that is a sum of kernels, or of their slopes (learn/force_kernel.h): with training tensors x_j, their
   weights a_j or slopes b_j, and k = f(|x-y|^2),

       E(x) = sum_j sum_P a_j k(Px, x_j) + b_j . dk(Px, x_j)/dx_j,   dk/dx_j = -2 f' (Px - x_j),

   P the permutations of a group. */
#ifndef MBTR_SLOPE_FUNCTION_H
#define MBTR_SLOPE_FUNCTION_H

#include <stddef.h>

#include "kernel/kernel.h"
#include "learn/orbit.h"

/* All borrowed but the last two. */
struct slope_function {
    const struct kernel_part *part;
    const struct orbit *orbit;
    size_t n;             /* training tensors, rows of as many columns as the orbit has */
    const double *x;      /* scaled */
    const double *slope;  /* how the energy changes with them; NULL: each has a weight instead */
    const double *alpha;  /* the weights */
    double *square, *own; /* of each: |x|^2, x.slope */
};

struct slope_function *slope_function_new(const struct kernel_part *part, const struct orbit *orbit, size_t n, const double *x,
                                          const double *slope, const double *alpha);
void slope_function_free(struct slope_function *f);

/* Memory that a thread works in; {0} at first. */
struct slope_function_memory {
    double *at;
    size_t capacity;
    double nearest; /* |Px - x_j|^2 of the training tensor that was nearest to the last tensor */
};

/* Its value for a tensor, a row of columns, rest being the square of what has no columns. by_column (NULL: not wanted): how it
   changes with each; *by_rest: with each number that has none, per that number. */
double slope_function_value(const struct slope_function *f, const double *row, double rest, struct slope_function_memory *m,
                            double *by_column, double *by_rest);

#endif
