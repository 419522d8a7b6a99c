/* What is known of the energies that have not been calculated: Gaussian process regression on those that have been,
   with the recipe's kernel (learn/posterior.h). */
#ifndef MBTR_SURROGATE_H
#define MBTR_SURROGATE_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/posterior.h"
#include "tune/kernel_cache.h"

struct surrogate {
    struct kernel_cache *kernels;
    bool fixed;   /* width and ridge stay as they are */
    double width; /* factor of all widths of the kernel */
    double ridge; /* lambda over the mean of the kernel's diagonal */
    double error; /* root mean square of leave-one-out residuals */
    double lambda;
    size_t n; /* structures trained with, borrowed */
    const size_t *known;
    struct equations equations; /* of the kernel plus lambda */
    double *alpha;              /* weights */
    struct leave_one_out left;
};

/* Kernels are borrowed; their recipe stays as it is. lambda: NAN to choose width and ridge anew in each training, else they are 1 and lambda. */
struct surrogate *surrogate_new(struct kernel_cache *kernels, double lambda);
void surrogate_free(struct surrogate *s);

/* Trains with the values y of n > 1 structures, whose numbers are kept; the mean is zero where nothing is known. Width
   and ridge are those of largest marginal likelihood, the ridge on a grid of powers of ten, the width on one of powers
   of the square root of 2 from 2^-8 to 2^8, and for more than 300 structures those around the last. One reduction to a
   tridiagonal matrix, 4/3 n^3 operations, serves all ridges of a width. */
void surrogate_train(struct surrogate *s, size_t n, const size_t *known, const double *y);

/* Mean and standard deviation for n other structures, by all threads; numbers do not depend on how many. */
void surrogate_predict(const struct surrogate *s, size_t n, const size_t *other, double *mean, double *deviation);

/* The same for the structures trained with, each as if it had not been known; y as for the training. */
void surrogate_leave_out(const struct surrogate *s, const double *y, double *mean, double *deviation);

#endif
