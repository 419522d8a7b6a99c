#include "learn/free_baseline.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"

/* Eigenvalues of the counts' products below this, relative to the largest: compositions depend on each other. */
#define DEPENDENT 1e-10

struct free_baseline *free_baseline_new(const struct baseline_row *kind)
{
    struct free_baseline *f = mem_zero(1, sizeof *f);
    f->kind = kind;
    return f;
}

void free_baseline_free(struct free_baseline *f)
{
    for (size_t i = 0; f && i < f->n; i++)
        free(f->column[i]);
    free(f);
}

/* Makes each column that long, with zeros. */
static void grow(struct free_baseline *f, size_t i, size_t from, size_t bins)
{
    f->column[i] = mem_grow(f->column[i], &f->capacity[i], bins, sizeof(double));
    memset(f->column[i] + from, 0, (bins - from) * sizeof(double));
}

static size_t place_of(struct free_baseline *f, unsigned number)
{
    size_t i = 0;
    while (i < f->n && f->number[i] != number)
        i++;
    if (i == f->n) {
        f->number[f->n++] = number;
        grow(f, i, 0, f->bins);
    }
    return i;
}

void free_baseline_add(struct free_baseline *f, const struct sample *s, double weight, const double *row, size_t bins,
                       double target)
{
    unsigned number[BASELINE_MAX];
    double count[BASELINE_MAX];
    size_t n = f->kind->counts(s, number, count), place[BASELINE_MAX];
    for (size_t i = 0; i < f->n; i++)
        grow(f, i, f->bins, bins);
    f->bins = bins;
    for (size_t i = 0; i < n; i++)
        place[i] = place_of(f, number[i]);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            f->square[place[i]][place[j]] += weight * count[i] * count[j];
        f->right[place[i]] += weight * count[i] * target;
        cblas_daxpy((int)bins, weight * count[i], row, 1, f->column[place[i]], 1);
    }
}

/* The pseudo-inverse of the counts' products, n x n, to be freed. */
static double *invert(const struct free_baseline *f)
{
    size_t n = f->n;
    double *vector = mem_new(size_mul(n, n), sizeof *vector), *value = mem_new(n, sizeof *value);
    double *inverse = mem_zero(size_mul(n, n), sizeof *inverse);
    for (size_t i = 0; i < n; i++)
        memcpy(vector + i * n, f->square[i], n * sizeof *vector);
    if (LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, vector, (lapack_int)n, value) != 0)
        die("the least squares of the baseline failed");
    for (size_t k = 0; k < n; k++)
        if (value[k] > DEPENDENT * value[n - 1])
            cblas_dger(CblasRowMajor, (int)n, (int)n, 1 / value[k], vector + k * n, 1, vector + k * n, 1, inverse, (int)n);
    free(vector);
    free(value);
    return inverse;
}

double free_baseline_count(const struct free_baseline *f, const double *share, const struct sample *s)
{
    unsigned number[BASELINE_MAX];
    double count[BASELINE_MAX], sum = 0;
    size_t n = f->kind->counts(s, number, count);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < f->n; k++)
            if (f->number[k] == number[i])
                sum += share[k] * count[i];
    return sum;
}

double *free_baseline_shares(const struct free_baseline *f, const struct sample *s)
{
    double *share = mem_new(f->n, sizeof *share);
    if (f->n == 0)
        return share;
    double *inverse = invert(f);
    for (size_t k = 0; k < f->n; k++)
        share[k] = free_baseline_count(f, inverse + k * f->n, s);
    free(inverse);
    return share;
}

void free_baseline_leave(const struct free_baseline *f, const struct sample *s, double *row, double *target)
{
    double *share = free_baseline_shares(f, s);
    for (size_t k = 0; k < f->n; k++) {
        cblas_daxpy((int)f->bins, -share[k], f->column[k], 1, row, 1);
        *target -= share[k] * f->right[k];
    }
    free(share);
}

/* The coefficients' places by ascending numbers. */
static void sort(const struct free_baseline *f, size_t *place)
{
    for (size_t i = 0; i < f->n; i++) {
        size_t before = 0;
        for (size_t k = 0; k < f->n; k++)
            before += f->number[k] < f->number[i];
        place[before] = i;
    }
}

void free_baseline_reduce(struct free_baseline *f, struct normal *e)
{
    if (f->n == 0)
        return;
    double *inverse = invert(f), *columns = mem_new(size_mul(f->n, e->n), sizeof *columns);
    double *right = mem_new(f->n, sizeof *right);
    for (size_t i = 0; i < f->n; i++)
        memcpy(columns + i * e->n, f->column[i], e->n * sizeof *columns);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)f->n, (int)f->n, 1, inverse, (int)f->n, f->right, 1, 0, right, 1);
    normal_reduce(e, columns, e->n, f->n, inverse, right);
    free(inverse);
    free(columns);
    free(right);
}

double free_baseline_explained(const struct free_baseline *f, size_t *rank)
{
    double trace = 0, sum = 0, *inverse = f->n ? invert(f) : NULL;
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < f->n; k++) {
            trace += inverse[i * f->n + k] * f->square[i][k];
            sum += inverse[i * f->n + k] * f->right[i] * f->right[k];
        }
    free(inverse);
    *rank = (size_t)lround(trace);
    return sum;
}

/* The factor of the counts' products, sorted, rows of f->n. */
static double *factor_counts(const struct free_baseline *f, const size_t *place)
{
    double *factor = mem_new(size_mul(f->n, f->n), sizeof *factor), largest = 0;
    for (size_t i = 0; i < f->n; i++)
        largest = fmax(largest, f->square[i][i]);
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; k < f->n; k++)
            factor[i * f->n + k] = f->square[place[i]][place[k]] + (i == k ? DEPENDENT * largest : 0);
    if (f->n && LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'U', (lapack_int)f->n, factor, (lapack_int)f->n) != 0)
        die("the least squares of the baseline failed");
    return factor;
}

struct equations free_baseline_border(const struct free_baseline *f, const struct equations *weights, const size_t *order)
{
    size_t n = f->n, place[BASELINE_MAX];
    struct equations e = solver_new(weights->solver, n + weights->n);
    sort(f, place);
    double *counts = factor_counts(f, place);
    for (size_t i = 0; i < n; i++)
        memcpy(solver_row(&e, i), counts + i * n, (i + 1) * sizeof *counts);
    for (size_t i = 0; i < weights->n; i++) {
        double *row = solver_row(&e, n + i);
        for (size_t k = 0; k < n; k++)
            row[k] = f->column[place[k]][order[i]];
        if (n)
            cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int)n, counts, (int)n, row, 1);
        memcpy(row + n, solver_factor_row(weights, i), (i + 1) * sizeof *row);
    }
    free(counts);
    return e;
}

struct baseline free_baseline_solve(const struct free_baseline *f, const double *weight)
{
    struct baseline b = {f->n, mem_new(f->n, sizeof *b.number), mem_new(f->n, sizeof *b.coefficient)};
    double left[BASELINE_MAX];
    size_t place[BASELINE_MAX];
    if (f->n == 0)
        return b;
    double *inverse = invert(f);
    sort(f, place);
    for (size_t i = 0; i < f->n; i++)
        left[i] = f->right[i] - cblas_ddot((int)f->bins, f->column[i], 1, weight, 1);
    for (size_t i = 0; i < f->n; i++) {
        b.number[i] = f->number[place[i]];
        b.coefficient[i] = cblas_ddot((int)f->n, inverse + place[i] * f->n, 1, left, 1);
    }
    free(inverse);
    return b;
}
