/* Cholesky factorisation A = L L^T in place, by tiles in parallel: the functions of the first row of solver_table;
   solve/solver.h tells what each does. Each tile is updated in a fixed order by one thread at a time, so that numbers
   do not depend on the number of threads. */
#ifndef MBTR_CHOLESKY_H
#define MBTR_CHOLESKY_H

#include <stddef.h>

#include "base/progress.h"

/* Little more than the triangle, 4 n^2 bytes; n^3/3 operations, and as many for the diagonal of the inverse. */
size_t cholesky_bytes(size_t n);
double cholesky_flops(size_t n);
double cholesky_inverse_flops(size_t n);

void *cholesky_new(size_t n);
void cholesky_free(void *state);

double *cholesky_row(void *state, size_t i);
void cholesky_watch(void *state, struct progress *p);
void cholesky_advance(void *state, size_t have);
size_t cholesky_bad_row(const void *state);
double *cholesky_factor_row(const void *state, size_t i);

void cholesky_solve(const void *state, double *b);
void cholesky_quadratic(const void *state, double *b, size_t m, double *to);
void cholesky_inverse_diagonal(const void *state, double *diagonal);
void cholesky_inverse_block(const void *state, size_t first, size_t m, double *to);

/* N. Higham, ACM Trans. Math. Softw. 14, 381, 1988; some n^2 operations. */
double cholesky_condition(const void *state, double norm);

#endif
