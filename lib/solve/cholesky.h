/* Cholesky factorisation A = L L^T in place, by tiles in parallel. Each tile is updated in a fixed order by one thread
   at a time, so that numbers do not depend on the number of threads. */
#ifndef MBTR_CHOLESKY_H
#define MBTR_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/* Vectors that are best solved for at once. */
enum { CHOLESKY_BLOCK = 128 };

/* A factorisation that follows the rows as they come. */
struct cholesky {
    double *a; /* n rows of stride numbers */
    size_t n, stride;
    size_t tiles; /* rows of tiles that are on their way */
    size_t bad;   /* the first row at which the matrix is not positive definite, from 1; 0: none so far */
};

/* The first have rows of the lower triangle are there: L replaces them, by tasks of the team in whose parallel region
   this is called, always by the same thread; the end of the region waits for them. What is above the diagonal is
   neither read nor written, but for the tiles on it. */
void cholesky_advance(struct cholesky *c, size_t have);

/* The same for a whole matrix, by all threads. False when it is not positive definite: *row is then the first row at
   which that shows. */
bool cholesky_factor(double *a, size_t n, size_t stride, size_t *row);

/* Solves L L^T x = b in place. */
void cholesky_solve(const double *l, size_t n, size_t stride, double *b);

/* Replaces m vectors b, one after the other, by those of L^-1 b: the square of its length is b^T A^-1 b. By one thread.
 */
void cholesky_halve(const double *l, size_t n, size_t stride, double *b, size_t m);

/* The diagonal of A^-1, by all threads, n^3/3 operations and CHOLESKY_BLOCK n numbers of memory each. L stays. */
void cholesky_inverse_diagonal(const double *l, size_t n, size_t stride, double *diagonal);

/* An estimate of the condition number of A in the 1-norm, some n^2 operations (N. Higham, ACM Trans. Math. Softw. 14,
   381, 1988); norm is that of A. */
double cholesky_condition(const double *l, size_t n, size_t stride, double norm);

#endif
