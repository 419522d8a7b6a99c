#include "solve/cholesky.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "math/triangle.h"

/* Rows of a tile, and vectors that are best taken at once. Rows that are PADDING longer than they need be begin at places that
   a cache keeps apart. */
enum { TILE = 256, BLOCK = 128, PADDING = 8 };

/* The rows of each row of tiles are as long as its tiles together, so that there is nothing right of the tiles on the diagonal;
   nothing above it is read or written. */
struct cholesky {
    double *a;
    size_t n;
    size_t tiles;              /* rows of tiles that are on their way */
    struct progress *progress; /* NULL: of nobody */
    size_t bad;                /* the first row at which the matrix is not positive definite, from 1; 0: none so far */
};

/* Numbers from one row to the next in a row of tiles, and where its first row begins. */
static size_t stride(size_t i)
{
    return (i + 1) * TILE + PADDING;
}

static size_t start(size_t i)
{
    return size_mul(TILE, size_add(size_mul(TILE, triangle_row(i)), i * PADDING));
}

size_t cholesky_bytes(size_t n)
{
    return size_mul(size_add(start(n / TILE), size_mul(n % TILE, stride(n / TILE))), sizeof(double));
}

double cholesky_flops(size_t n)
{
    return pow((double)n, 3) / 3 + 2 * pow((double)n, 2);
}

double cholesky_inverse_flops(size_t n)
{
    return pow((double)n, 3) / 3;
}

void *cholesky_new(size_t n)
{
    struct cholesky *c = mem_new(1, sizeof *c);
    *c = (struct cholesky){.a = mem_matrix(cholesky_bytes(n), 1), .n = n};
    return c;
}

void cholesky_free(void *state)
{
    struct cholesky *c = state;
    free(c->a);
    free(c);
}

double *cholesky_factor_row(const void *state, size_t i)
{
    const struct cholesky *c = state;
    return c->a + start(i / TILE) + i % TILE * stride(i / TILE);
}

double *cholesky_row(void *state, size_t i)
{
    return cholesky_factor_row(state, i);
}

static double *tile(const struct cholesky *t, size_t i, size_t j)
{
    return t->a + start(i) + j * TILE;
}

static int size(const struct cholesky *t, size_t i)
{
    return (int)(t->n - i * TILE < TILE ? t->n - i * TILE : TILE);
}

/* So many multiplications and additions, each two operations, for a row and a column of a tile, are done. */
static void work(const struct cholesky *t, int rows, int columns, double each)
{
    if (t->progress)
        progress_work(t->progress, 2 * (double)rows * (double)columns * each);
}

/* A row-major lower triangle is a column-major upper one. Returns the first bad row, from 1, or 0. */
static int factor(const struct cholesky *t, size_t k)
{
    work(t, size(t, k), size(t, k), size(t, k) / 6.0);
    return LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'U', size(t, k), tile(t, k, k), (lapack_int)stride(k));
}

static void divide(const struct cholesky *t, size_t i, size_t k)
{
    cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, size(t, i), size(t, k), 1, tile(t, k, k),
                (int)stride(k), tile(t, i, k), (int)stride(i));
    work(t, size(t, i), size(t, k), size(t, k) / 2.0);
}

static void subtract(const struct cholesky *t, size_t i, size_t j, size_t k)
{
    if (i == j)
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, size(t, i), size(t, k), -1, tile(t, i, k), (int)stride(i), 1,
                    tile(t, i, i), (int)stride(i));
    else
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, size(t, i), size(t, j), size(t, k), -1, tile(t, i, k),
                    (int)stride(i), tile(t, j, k), (int)stride(j), 1, tile(t, i, j), (int)stride(i));
    work(t, size(t, i), size(t, j), i == j ? size(t, k) / 2.0 : size(t, k));
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

void cholesky_watch(void *state, struct progress *p)
{
    ((struct cholesky *)state)->progress = p;
}

void cholesky_advance(void *state, size_t have)
{
    struct cholesky *c = state;
    for (; c->tiles * TILE < have && (have == c->n || (c->tiles + 1) * TILE <= have); c->tiles++)
        submit(c, c->tiles);
}

size_t cholesky_bad_row(const void *state)
{
    return ((const struct cholesky *)state)->bad;
}

void cholesky_solve(const void *state, double *b)
{
    const struct cholesky *c = state;
    size_t count = (c->n + TILE - 1) / TILE;
    for (size_t i = 0; i < count; i++) {
        double *x = b + i * TILE;
        cblas_dgemv(CblasRowMajor, CblasNoTrans, size(c, i), (int)(i * TILE), -1, tile(c, i, 0), (int)stride(i), b, 1, 1, x, 1);
        cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, size(c, i), tile(c, i, i), (int)stride(i), x, 1);
    }
    for (size_t i = count; i-- > 0;) {
        double *x = b + i * TILE;
        cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, size(c, i), tile(c, i, i), (int)stride(i), x, 1);
        cblas_dgemv(CblasRowMajor, CblasTrans, size(c, i), (int)(i * TILE), -1, tile(c, i, 0), (int)stride(i), x, 1, 1, b, 1);
    }
}

/* Replaces m vectors b by L^-1 b, L being what is from row and column first on: each row of tiles takes what those before it
   have found. */
static void halve(const struct cholesky *c, size_t first, double *b, size_t m)
{
    int length = (int)(c->n - first);
    for (size_t i = first / TILE, from = first; from < c->n; i++) {
        size_t to = (i + 1) * TILE < c->n ? (i + 1) * TILE : c->n;
        int rows = (int)(to - from), known = (int)(from - first), step = (int)stride(i);
        const double *row = cholesky_factor_row(c, from);
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, rows, known, -1, b, length, row + first, step, 1,
                    b + known, length);
        cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int)m, rows, 1, row + from, step,
                    b + known, length);
        from = to;
    }
}

static double length_square(const double *b, size_t n)
{
    return cblas_ddot((int)n, b, 1, b, 1);
}

void cholesky_quadratic(const void *state, double *b, size_t m, double *to)
{
    const struct cholesky *c = state;
    halve(c, 0, b, m);
    for (size_t i = 0; i < m; i++)
        to[i] = length_square(b + i * c->n, c->n);
}

/* Some columns of L^-1, without what is 0 above the first: they take what is right of and below the diagonal from there on. To be
   freed. */
static double *invert_columns(const struct cholesky *c, size_t first, size_t m)
{
    size_t rest = c->n - first;
    double *b = mem_matrix(size_mul(m, rest), sizeof *b);
    memset(b, 0, m * rest * sizeof *b);
    for (size_t i = 0; i < m; i++)
        b[i * rest + i] = 1;
    halve(c, first, b, m);
    return b;
}

void cholesky_inverse_block(const void *state, size_t first, size_t m, double *to)
{
    const struct cholesky *c = state;
    int rest = (int)(c->n - first);
    double *b = invert_columns(c, first, m);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)m, rest, 1, b, rest, b, rest, 0, to, (int)m);
    free(b);
}

static void invert_block(const struct cholesky *c, size_t first, double *diagonal)
{
    size_t rest = c->n - first, m = rest < BLOCK ? rest : BLOCK;
    double *b = invert_columns(c, first, m);
    for (size_t i = 0; i < m; i++)
        diagonal[first + i] = length_square(b + i * rest, rest);
    free(b);
}

void cholesky_inverse_diagonal(const void *state, double *diagonal)
{
    const struct cholesky *c = state;
#pragma omp parallel num_threads(threads())
#pragma omp master
    for (size_t first = 0; first < c->n; first += BLOCK)
#pragma omp task firstprivate(first)
        invert_block(c, first, diagonal);
}

double cholesky_condition(const void *state, double norm)
{
    const struct cholesky *c = state;
    lapack_int n = (lapack_int)c->n, ask = 0, state_of[3] = {0}, *sign = mem_new(c->n, sizeof *sign);
    double inverse = 0, *x = mem_new(size_mul(2, c->n), sizeof *x);
    while (LAPACKE_dlacn2_work(n, x + c->n, x, sign, &inverse, &ask, state_of), ask != 0)
        cholesky_solve(c, x);
    free(sign);
    free(x);
    return norm * inverse;
}
