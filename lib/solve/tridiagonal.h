/* One reduction of a kernel matrix to tridiagonal form, T = Q^T K Q, serves all ridges: K + lambda I is Q (T + lambda
   I) Q^T, and T + lambda I is factored in some n operations. */
#ifndef MBTR_TRIDIAGONAL_H
#define MBTR_TRIDIAGONAL_H

#include <stdbool.h>
#include <stddef.h>

/* Memory for a matrix of n > 0 rows. */
struct tridiagonal *tridiagonal_new(size_t n);
void tridiagonal_free(struct tridiagonal *t);

/* Where row i of the lower triangle of K belongs: i + 1 numbers. */
double *tridiagonal_row(struct tridiagonal *t, size_t i);

/* All rows are there: reduces them, 4/3 n^3 operations, and takes n targets y over to the same basis. By one thread.
   False where numbers of K are not finite. */
bool tridiagonal_reduce(struct tridiagonal *t, const double *y);

/* Minus twice the logarithm of the marginal likelihood of y, normally distributed with covariance s^2 (K + lambda I),
   at the best s^2, without what is the same for all lambda and K (C. Rasmussen, C. Williams, Gaussian Processes for
   Machine Learning, MIT Press, 2006, section 5.4.1): n log(y^T (K + lambda I)^-1 y) + log det(K + lambda I). INFINITY
   where the matrix is not positive definite. */
double tridiagonal_misfit(struct tridiagonal *t, double lambda);

#endif
