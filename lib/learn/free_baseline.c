#include "learn/free_baseline.h"

#include <cblas.h>
#include <lapacke.h>
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

struct baseline free_baseline_solve(const struct free_baseline *f, const double *weight)
{
    struct baseline b = {f->n, mem_new(f->n, sizeof *b.number), mem_new(f->n, sizeof *b.coefficient)};
    double left[BASELINE_MAX];
    if (f->n == 0)
        return b;
    double *inverse = invert(f);
    for (size_t i = 0; i < f->n; i++) {
        b.number[i] = f->number[i];
        left[i] = f->right[i] - cblas_ddot((int)f->bins, f->column[i], 1, weight, 1);
    }
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)f->n, (int)f->n, 1, inverse, (int)f->n, left, 1, 0, b.coefficient, 1);
    free(inverse);
    return b;
}
