/* The tiled factorisation and what follows from it against LAPACK's, and its answer to matrices that are not positive
   definite. */
#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/threads.h"
#include "solve/cholesky.h"
#include "solve/square.h"

/* A Gaussian kernel of points on a line, plus 0.1 on the diagonal. */
static double *make(size_t n, size_t stride)
{
    double *a = mem_matrix(n * stride, sizeof *a);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double d = ((double)i - (double)j) / 20;
            a[i * stride + j] = exp(-d * d) + (i == j ? 0.1 : 0);
        }
    return a;
}

static double check(size_t n)
{
    size_t stride = square_stride(n), row;
    double *a = make(n, stride), *b = make(n, stride), worst = 0;
    double *x = mem_new(n, sizeof *x), *y = mem_new(n, sizeof *y);
    for (size_t i = 0; i < n; i++)
        x[i] = y[i] = sin((double)i);
    if (!cholesky_factor(a, n, stride, &row))
        worst = INFINITY;
    cholesky_solve(a, n, stride, x);
    if (LAPACKE_dposv(LAPACK_ROW_MAJOR, 'L', (int)n, 1, b, (int)stride, y, 1) != 0)
        worst = INFINITY;
    for (size_t i = 0; i < n; i++) {
        worst = fmax(worst, fabs(x[i] - y[i]));
        for (size_t j = 0; j <= i; j++)
            worst = fmax(worst, fabs(a[i * stride + j] - b[i * stride + j]));
    }
    free(a);
    free(b);
    free(x);
    free(y);
    return worst;
}

/* Diagonal of the inverse and condition number; the norm of the inverse that LAPACK estimates is at most the right one. */
static double check_inverse(size_t n)
{
    size_t stride = square_stride(n), row;
    double *a = make(n, stride), *b = make(n, stride), *diagonal = mem_new(n, sizeof *diagonal), worst = 0;
    double norm = LAPACKE_dlansy(LAPACK_ROW_MAJOR, '1', 'L', (int)n, a, (int)stride);
    cholesky_factor(a, n, stride, &row);
    cholesky_inverse_diagonal(a, n, stride, diagonal);
    double condition = cholesky_condition(a, n, stride, norm);
    if (LAPACKE_dpotrf(LAPACK_ROW_MAJOR, 'L', (int)n, b, (int)stride) != 0 ||
        LAPACKE_dpotri(LAPACK_ROW_MAJOR, 'L', (int)n, b, (int)stride) != 0)
        worst = INFINITY;
    for (size_t i = 0; i < n; i++)
        worst = fmax(worst, fabs(diagonal[i] - b[i * stride + i]));
    double right = norm * LAPACKE_dlansy(LAPACK_ROW_MAJOR, '1', 'L', (int)n, b, (int)stride);
    if (!(condition > right / 3 && condition < right * (1 + 1e-9)))
        worst = INFINITY;
    free(a);
    free(b);
    free(diagonal);
    return worst;
}

static int finds_bad_row(size_t n, size_t bad)
{
    size_t stride = square_stride(n), row = n;
    double *a = make(n, stride);
    a[bad * stride + bad] = -1;
    int found = !cholesky_factor(a, n, stride, &row) && row == bad;
    free(a);
    return found;
}

int main(void)
{
    static const size_t sizes[] = {1, 2, 7, 255, 256, 257, 512, 700, 1025};
    threads_set(0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        double error = fmax(check(sizes[i]), check_inverse(sizes[i]));
        if (!(error < 1e-12)) {
            printf("n = %zu: off by %g\n", sizes[i], error);
            return EXIT_FAILURE;
        }
        if (!finds_bad_row(sizes[i], sizes[i] / 2) || !finds_bad_row(sizes[i], sizes[i] - 1)) {
            printf("n = %zu: a matrix that is not positive definite was not found\n", sizes[i]);
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
