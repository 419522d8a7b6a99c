/* The posterior of a Gaussian process, which is what a fitted kernel model knows of a structure (C. Rasmussen, C.
   Williams, Gaussian Processes for Machine Learning, MIT Press, 2006, sections 2.2 and 5.4.2). With K the kernel of the
   n training structures, A = K + lambda I, alpha = A^-1 y their weights, and k_x the row of the kernel of structure x,
       mean(x) = k_x^T alpha,
       var(x) = s^2 (k(x,x) + lambda - k_x^T A^-1 k_x).
   Had the model been trained on all structures but the i-th, that one's residual, reference minus prediction, would be
   alpha_i / [A^-1]_ii, its variance s^2 / [A^-1]_ii. s^2 is such that the mean of the residuals' squares over their
   variances is 1: s^2 = mean of residual_i^2 [A^-1]_ii. */
#ifndef MBTR_POSTERIOR_H
#define MBTR_POSTERIOR_H

#include <stddef.h>

#include "solve/solver.h"

/* Structures whose deviations are best found at once. */
enum { POSTERIOR_BLOCK = 128 };

/* row: k_x; alpha: n weights. */
double posterior_mean(const double *row, const double *alpha, size_t n);

/* Replaces the kernels of m structures with themselves by standard deviations. a: factored; variance: s^2; rows: those
   of the kernel, one after the other, used up. By one thread. */
void posterior_deviations(const struct equations *a, double lambda, double variance, double *rows, double *self, size_t m);

/* The same of anything that is normally distributed together with what the model learned from, such as derivatives: rows are
   covariances with that, prior variances, both over s^2, and noise is of each what lambda is of the property. */
void posterior_deviations_each(const struct equations *a, double variance, const double *noise, double *rows, double *prior,
                               size_t m);

/* Those of linear functions of weights that were learned by normal equations, a being the factor of these plus a ridge, the
   weights' precision over s^2 (C. Bishop, Pattern Recognition and Machine Learning, Springer, 2006, section 3.3): a row x, of
   what each weight counts, has the variance s^2 (noise + x^T A^-1 x). Deviations replace m numbers. */
void posterior_deviations_of_weights(const struct equations *a, double variance, const double *noise, double *rows, double *to,
                                     size_t m);

/* Each training structure by all others. */
struct leave_one_out {
    double *residual; /* reference minus prediction */
    double *inverse;  /* s^2 over its variance: the diagonal of A^-1 */
    double variance;  /* s^2 */
};

/* a: factored; alpha: n weights. Costs the diagonal of the inverse. */
struct leave_one_out posterior_leave_one_out(const struct equations *a, const double *alpha);
void posterior_leave_one_out_free(struct leave_one_out *l);

/* s^2 where rows that belong together are left out together, from first[i] to first[i + 1] - 1 for each of n sets: residuals
   are then [A^-1]_ii^-1 alpha_i, with the set's block of A^-1 and its weights, and their covariance s^2 [A^-1]_ii^-1, so that
   s^2 = sum of alpha_i^T [A^-1]_ii^-1 alpha_i over the number of rows. By all threads; NaN where a block is not positive
   definite. */
double posterior_variance_of_sets(const struct equations *a, const double *alpha, const size_t *first, size_t n);

/* Sets the i-th structure by its alpha_i and [A^-1]_ii, and adds it to s^2, the mean over n structures. */
void posterior_leave_out(struct leave_one_out *l, size_t i, double alpha, double inverse, size_t n);

/* Sums s^2 anew, as the mean of residual_i alpha_i. Only rounding tells the two apart, but the last digits of what
   hull-search writes are by this one, those in files of krr-train by the other. */
void posterior_variance_by_weights(struct leave_one_out *l, const double *alpha, size_t n);

/* The standard deviation of the i-th. */
double posterior_left_deviation(const struct leave_one_out *l, size_t i);

#endif
