/* Observations of structures as rows of numbers for the pivots of a sparse kernel model (learn/pivots.h, learn/linear.h):
   with z_j the pivots and x the tensors of the structure's atoms, or the structure's,

       property: sum_x k(x, z_j),   coordinate R: sum_x dk(x, z_j)/dR = sum_x 2 f' (x - z_j).dx/dR,   k = f(|x - z|^2),

   times the root of the weight of the kernel's part, and then L^-T with L L^T = K + 1e-10 among the pivots, so that the
   unknowns have one scale. */
#ifndef MBTR_PIVOT_ROWS_H
#define MBTR_PIVOT_ROWS_H

#include "kernel/kernel.h"
#include "learn/changes.h"
#include "learn/observed.h"
#include "learn/slopes.h"
#include "tensor/representation.h"

struct pivot_rows;

/* Of pivots, which are borrowed, and the kernel's curved part, which has slopes. */
struct pivot_rows *pivot_rows_new(const struct slopes *pivots, const struct representation *r, const struct kernel *k);
void pivot_rows_free(struct pivot_rows *p);

/* Memory that a thread works in; {0} at first. */
struct pivot_rows_memory {
    double *at;
    size_t capacity;
};

/* Writes the structure's row, and behind it one for each derivative that was observed, by its changes (NULL: none of these), ld
   numbers from row to row. */
void pivot_rows_fill(const struct pivot_rows *p, const struct observed *o, const struct changes *c, struct pivot_rows_memory *m,
                     double *to, size_t ld);

/* From the unknowns' values to the weights a of the pivots in sum_j a_j k(x, z_j), in place. */
void pivot_rows_weights(const struct pivot_rows *p, double *unknown);

#endif
