/* Kernel ridge regression: (K + lambda I) alpha = y - baseline (V. Vovk, in Empirical Inference, Springer, 2013;
   H. Huo, M. Rupp, arXiv:1704.06439, Eq. 5), y being the property of a structure or per atom. */
#ifndef MBTR_RIDGE_H
#define MBTR_RIDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/forecast.h"
#include "learn/baseline.h"
#include "learn/regression.h"
#include "solve/solver.h"
#include "structure/sample.h"

/* Training data: the kernel's rows come one by one, straight into the equations, which are factored while they come. */
struct ridge {
    size_t n, have; /* structures, rows so far */
    double lambda;
    struct equations equations; /* of the kernel plus lambda */
    struct sample *sample;
    double *alpha; /* targets, then weights */
    double *sum;   /* of each column of the matrix, absolute numbers */
    struct baseline baseline;
};

/* What reading and fitting n structures takes; more structures than LAPACK can count are an error. inverse: and the
   diagonal of the inverse. */
struct forecast ridge_forecast(size_t n, bool inverse);

/* Memory for n structures; too little memory ends the program with the need and the way out. */
struct ridge *ridge_new(size_t n, double lambda);
void ridge_free(struct ridge *r);

/* Where the row of structure r->have belongs: have + 1 numbers, room for n. */
double *ridge_row(struct ridge *r);
/* The row is there; the sample is taken over, target is its property, total. In a parallel region, always called by the
   same thread, the others factor what is there. */
void ridge_add(struct ridge *r, struct sample *s, double target);

/* All rows are there, and the parallel region is left: fits baseline and weights. A matrix that is not positive
   definite ends the program, one that is nearly so is a warning; both name lambda. */
void ridge_fit(struct ridge *r, const struct regression *g);

/* The same for a matrix that is known to be positive definite, without a word. */
void ridge_solve(struct ridge *r, const struct regression *g);

#endif
