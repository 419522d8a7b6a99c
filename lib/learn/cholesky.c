#include "learn/cholesky.h"

#include <cblas.h>
#include <lapacke.h>

enum { TILE = 256, PAGE = 512 };

size_t cholesky_stride(size_t n)
{
    size_t stride = (n + 7) / 8 * 8;
    return stride % PAGE == 0 ? stride + 8 : stride;
}

struct tiles {
    double *a;
    size_t n, stride;
};

static double *tile(const struct tiles *t, size_t i, size_t j)
{
    return t->a + i * TILE * t->stride + j * TILE;
}

static int size(const struct tiles *t, size_t i)
{
    return (int)(t->n - i * TILE < TILE ? t->n - i * TILE : TILE);
}

/* A row-major lower triangle is a column-major upper one. Returns the first bad row, from 1, or 0. */
static int factor(const struct tiles *t, size_t k)
{
    return LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'U', size(t, k), tile(t, k, k), (lapack_int)t->stride);
}

static void divide(const struct tiles *t, size_t i, size_t k)
{
    cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, size(t, i), size(t, k), 1,
                tile(t, k, k), (int)t->stride, tile(t, i, k), (int)t->stride);
}

static void subtract(const struct tiles *t, size_t i, size_t j, size_t k)
{
    if (i == j)
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, size(t, i), size(t, k), -1, tile(t, i, k), (int)t->stride, 1,
                    tile(t, i, i), (int)t->stride);
    else
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, size(t, i), size(t, j), size(t, k), -1, tile(t, i, k),
                    (int)t->stride, tile(t, j, k), (int)t->stride, 1, tile(t, i, j), (int)t->stride);
}

/* Tasks for the tiles below and right of tile k, k; the first number of a tile stands for it in their dependencies. */
static void submit(const struct tiles *t, size_t k, size_t *bad)
{
    size_t count = (t->n + TILE - 1) / TILE;
#pragma omp task firstprivate(k) depend(inout : *tile(t, k, k))
    if (!*bad) {
        int row = factor(t, k);
        if (row)
            *bad = k * TILE + (size_t)row;
    }
    for (size_t i = k + 1; i < count; i++)
#pragma omp task firstprivate(i, k) depend(in : *tile(t, k, k)) depend(inout : *tile(t, i, k))
        divide(t, i, k);
    for (size_t i = k + 1; i < count; i++)
        for (size_t j = k + 1; j <= i; j++)
#pragma omp task firstprivate(i, j, k) depend(in : *tile(t, i, k), *tile(t, j, k)) depend(inout : *tile(t, i, j))
            subtract(t, i, j, k);
}

bool cholesky_factor(double *a, size_t n, size_t stride, size_t *row)
{
    struct tiles t = {a, n, stride};
    size_t bad = 0;
#pragma omp parallel
#pragma omp single
    for (size_t k = 0; k * TILE < n; k++)
        submit(&t, k, &bad);
    *row = bad ? bad - 1 : 0;
    return bad == 0;
}

void cholesky_solve(const double *l, size_t n, size_t stride, double *b)
{
    cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int)n, l, (int)stride, b, 1);
    cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, (int)n, l, (int)stride, b, 1);
}
