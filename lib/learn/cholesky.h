/* Cholesky factorisation A = L L^T in place, by tiles in parallel. Each tile is updated in a fixed order by one thread
   at a time, so that numbers do not depend on the number of threads. */
#ifndef MBTR_CHOLESKY_H
#define MBTR_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

/* A row length for matrices of n rows: a multiple of 8 that is not one of a memory page. */
size_t cholesky_stride(size_t n);

/* Factors the lower triangle of a (n rows of stride numbers), which L replaces; what is above the diagonal is neither
   read nor written, but for the tiles on it. False when the matrix is not positive definite: *row is then the first row
   at which that shows. */
bool cholesky_factor(double *a, size_t n, size_t stride, size_t *row);

/* Solves L L^T x = b in place. */
void cholesky_solve(const double *l, size_t n, size_t stride, double *b);

#endif
