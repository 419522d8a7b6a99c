#include "solve/cholesky.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

enum { TILE = 256 };

static double *tile(const struct cholesky *t, size_t i, size_t j)
{
    return t->a + i * TILE * t->stride + j * TILE;
}

static int size(const struct cholesky *t, size_t i)
{
    return (int)(t->n - i * TILE < TILE ? t->n - i * TILE : TILE);
}

/* A row-major lower triangle is a column-major upper one. Returns the first bad row, from 1, or 0. */
static int factor(const struct cholesky *t, size_t k)
{
    return LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'U', size(t, k), tile(t, k, k), (lapack_int)t->stride);
}

static void divide(const struct cholesky *t, size_t i, size_t k)
{
    cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, size(t, i), size(t, k), 1,
                tile(t, k, k), (int)t->stride, tile(t, i, k), (int)t->stride);
}

static void subtract(const struct cholesky *t, size_t i, size_t j, size_t k)
{
    if (i == j)
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, size(t, i), size(t, k), -1, tile(t, i, k), (int)t->stride,
                    1, tile(t, i, i), (int)t->stride);
    else
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, size(t, i), size(t, j), size(t, k), -1, tile(t, i, k),
                    (int)t->stride, tile(t, j, k), (int)t->stride, 1, tile(t, i, j), (int)t->stride);
}

/* Tasks for the tiles of row i; the first number of a tile stands for it in their dependencies. */
static void submit(struct cholesky *t, size_t i)
{
    for (size_t j = 0; j <= i; j++) {
        for (size_t k = 0; k < j; k++)
#pragma omp task firstprivate(i, j, k) depend(in : *tile(t, i, k), *tile(t, j, k)) depend(inout : *tile(t, i, j))
            subtract(t, i, j, k);
        if (j < i)
#pragma omp task firstprivate(i, j) depend(in : *tile(t, j, j)) depend(inout : *tile(t, i, j))
            divide(t, i, j);
    }
#pragma omp task firstprivate(i) depend(inout : *tile(t, i, i))
    if (!t->bad) {
        int row = factor(t, i);
        if (row)
            t->bad = i * TILE + (size_t)row;
    }
}

void cholesky_advance(struct cholesky *c, size_t have)
{
    for (; c->tiles * TILE < have && (have == c->n || (c->tiles + 1) * TILE <= have); c->tiles++)
        submit(c, c->tiles);
}

bool cholesky_factor(double *a, size_t n, size_t stride, size_t *row)
{
    struct cholesky c = {.a = a, .n = n, .stride = stride};
#pragma omp parallel
#pragma omp master
    cholesky_advance(&c, n);
    *row = c.bad ? c.bad - 1 : 0;
    return c.bad == 0;
}

void cholesky_solve(const double *l, size_t n, size_t stride, double *b)
{
    cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int)n, l, (int)stride, b, 1);
    cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, (int)n, l, (int)stride, b, 1);
}

void cholesky_halve(const double *l, size_t n, size_t stride, double *b, size_t m)
{
    cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int)m, (int)n, 1, l, (int)stride, b,
                (int)n);
}

/* Column i of L^-1 is 0 above i: it takes what is right of and below the diagonal from there on. */
static void invert_block(const double *l, size_t n, size_t stride, size_t first, double *diagonal)
{
    size_t rest = n - first, m = rest < CHOLESKY_BLOCK ? rest : CHOLESKY_BLOCK;
    double *b = mem_matrix(size_mul(m, rest), sizeof *b);
    memset(b, 0, m * rest * sizeof *b);
    for (size_t i = 0; i < m; i++)
        b[i * rest + i] = 1;
    cholesky_halve(l + first * (stride + 1), rest, stride, b, m);
    for (size_t i = 0; i < m; i++)
        diagonal[first + i] = cblas_ddot((int)rest, b + i * rest, 1, b + i * rest, 1);
    free(b);
}

void cholesky_inverse_diagonal(const double *l, size_t n, size_t stride, double *diagonal)
{
#pragma omp parallel
#pragma omp master
    for (size_t first = 0; first < n; first += CHOLESKY_BLOCK)
#pragma omp task firstprivate(first)
        invert_block(l, n, stride, first, diagonal);
}

double cholesky_condition(const double *l, size_t n, size_t stride, double norm)
{
    double inverse = 0, *work = mem_new(size_mul(3, n), sizeof *work);
    lapack_int *number = mem_new(n, sizeof *number);
    LAPACKE_dpocon_work(LAPACK_COL_MAJOR, 'U', (lapack_int)n, l, (lapack_int)stride, norm, &inverse, work, number);
    free(work);
    free(number);
    return inverse > 0 ? 1 / inverse : INFINITY;
}
