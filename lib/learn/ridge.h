/* Kernel ridge regression: (K + lambda I) alpha = y - baseline (V. Vovk, in Empirical Inference, Springer, 2013;
   H. Huo, M. Rupp, arXiv:1704.06439, Eq. 5), y being the property of a structure or per atom. */
#ifndef MBTR_RIDGE_H
#define MBTR_RIDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/baseline.h"
#include "learn/regression.h"
#include "text/structure.h"

/* Training data: the kernel's rows come one by one, straight into the matrix that is factored. */
struct ridge {
    size_t n, have, stride; /* structures, rows so far, numbers from row to row */
    double *matrix;         /* lower triangle */
    struct sample *sample;
    double *alpha; /* targets, then weights */
    struct baseline baseline;
};

/* Memory for n structures; too little memory ends the program with the need and the way out. */
struct ridge *ridge_new(size_t n);
void ridge_free(struct ridge *r);

/* Where the row of structure r->have belongs (have + 1 numbers). */
double *ridge_row(struct ridge *r);
/* The row is there; the sample is taken over, target is its property, total. */
void ridge_add(struct ridge *r, struct sample *s, double target);

/* Fits baseline and weights. A matrix that is not positive definite ends the program and names lambda. */
void ridge_fit(struct ridge *r, const struct regression *g);

#endif
