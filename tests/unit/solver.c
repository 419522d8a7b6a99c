/* All solvers against LAPACK: factor, solution, what follows from them, and their answer to matrices that are not
   positive definite. */
#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/threads.h"
#include "solve/solver.h"

/* A Gaussian kernel of points on a line, plus 0.1 on the diagonal. */
static double element(size_t i, size_t j)
{
    double d = ((double)i - (double)j) / 20;
    return exp(-d * d) + (i == j ? 0.1 : 0);
}

static double *make(size_t n)
{
    double *a = mem_matrix(n * n, sizeof *a);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            a[i * n + j] = element(i, j);
    return a;
}

static void fill_row(struct equations *e, size_t i)
{
    double *row = solver_row(e, i);
    for (size_t j = 0; j <= i; j++)
        row[j] = element(i, j);
}

static struct equations fill(const struct solver *s, size_t n)
{
    struct equations e = solver_new(s, n);
    for (size_t i = 0; i < n; i++)
        fill_row(&e, i);
    return e;
}

/* The factor, which is to be l, the solution x of A x = b, and b^T A^-1 b of two vectors. */
static double check(const struct equations *e, const double *l, const double *b, const double *x)
{
    size_t n = e->n;
    double *y = mem_new(3 * n, sizeof *y), *two = y + n, quadratic[2], right = 0, worst = 0;
    memcpy(y, b, n * sizeof *y);
    memcpy(two, b, n * sizeof *two);
    memcpy(two + n, b, n * sizeof *two);
    solver_solve(e, y);
    solver_quadratic(e, two, 2, quadratic);
    for (size_t i = 0; i < n; i++) {
        right += b[i] * x[i];
        worst = fmax(worst, fabs(x[i] - y[i]));
        for (size_t j = 0; j <= i; j++)
            worst = fmax(worst, fabs(solver_factor_row(e, i)[j] - l[i * n + j]));
    }
    for (size_t i = 0; i < 2; i++)
        worst = fmax(worst, fabs(quadratic[i] / right - 1));
    free(y);
    return worst;
}

/* The same by equations that take over the rows of the factor. */
static double check_loaded(const struct equations *e, const double *l, const double *b, const double *x)
{
    struct equations loaded = solver_new(e->solver, e->n);
    for (size_t i = 0; i < e->n; i++)
        memcpy(solver_row(&loaded, i), solver_factor_row(e, i), (i + 1) * sizeof *l);
    double worst = check(&loaded, l, b, x);
    solver_free(&loaded);
    return worst;
}

/* Diagonal of the inverse and condition number; the norm of the inverse that LAPACK estimates is at most the right one.
   l is replaced by the inverse. */
static double check_inverse(const struct equations *e, double *l)
{
    size_t n = e->n;
    double *a = make(n), *diagonal = mem_new(n, sizeof *diagonal), worst = 0;
    double norm = LAPACKE_dlansy(LAPACK_ROW_MAJOR, '1', 'L', (int)n, a, (int)n);
    double condition = solver_condition(e, norm);
    solver_inverse_diagonal(e, diagonal);
    if (LAPACKE_dpotri(LAPACK_ROW_MAJOR, 'L', (int)n, l, (int)n) != 0)
        worst = INFINITY;
    for (size_t i = 0; i < n; i++)
        worst = fmax(worst, fabs(diagonal[i] - l[i * n + i]));
    double right = norm * LAPACKE_dlansy(LAPACK_ROW_MAJOR, '1', 'L', (int)n, l, (int)n);
    if (!(condition > right / 3 && condition < right * (1 + 1e-9)))
        worst = INFINITY;
    free(a);
    free(diagonal);
    return worst;
}

static double check_all(const struct solver *s, size_t n)
{
    struct equations e = fill(s, n);
    double *l = make(n), *b = mem_new(2 * n, sizeof *b), *x = b + n, worst = solver_factor(&e) ? 0 : INFINITY;
    for (size_t i = 0; i < n; i++)
        b[i] = x[i] = sin((double)i + 1);
    if (LAPACKE_dposv(LAPACK_ROW_MAJOR, 'L', (int)n, 1, l, (int)n, x, 1) != 0)
        worst = INFINITY;
    worst = fmax(worst, check(&e, l, b, x));
    worst = fmax(worst, check_loaded(&e, l, b, x));
    worst = fmax(worst, check_inverse(&e, l));
    solver_free(&e);
    free(l);
    free(b);
    return worst;
}

/* Rows that are factored while others come: the same numbers, bit by bit. */
static bool follows_rows(const struct solver *s, size_t n)
{
    struct equations whole = fill(s, n), e = solver_new(s, n);
    bool same = solver_factor(&whole);
#pragma omp parallel num_threads(threads())
#pragma omp master
    for (size_t i = 0; i < n; i++) {
        fill_row(&e, i);
        solver_advance(&e, i + 1);
    }
    same = same && solver_bad_row(&e) == 0;
    for (size_t i = 0; i < n; i++)
        same = same && memcmp(solver_factor_row(&e, i), solver_factor_row(&whole, i), (i + 1) * sizeof(double)) == 0;
    solver_free(&whole);
    solver_free(&e);
    return same;
}

static bool finds_bad_row(const struct solver *s, size_t n, size_t bad)
{
    struct equations e = fill(s, n);
    solver_row(&e, bad)[bad] = -1;
    bool found = !solver_factor(&e) && solver_bad_row(&e) == bad + 1;
    solver_free(&e);
    return found;
}

static const char *judge(const struct solver *s, size_t n)
{
    if (!(check_all(s, n) < 1e-12))
        return "it is not what LAPACK finds";
    if (!follows_rows(s, n))
        return "rows that come one by one make another factor";
    if (!finds_bad_row(s, n, n / 2) || !finds_bad_row(s, n, n - 1))
        return "a matrix that is not positive definite was not found";
    return NULL;
}

int main(void)
{
    static const size_t sizes[] = {1, 2, 7, 255, 256, 257, 512, 700, 1025};
    threads_set(0);
    for (const struct solver *s = solver_table; s->name; s++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            const char *fault = judge(s, sizes[i]);
            if (fault) {
                printf("%s: n = %zu: %s\n", s->name, sizes[i], fault);
                return EXIT_FAILURE;
            }
        }
    return EXIT_SUCCESS;
}
