#include "tensor/bin_basis.h"

#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "geometry/broadening.h"
#include "geometry/geometry_functions.h"
#include "math/four.h"

/* ACCURACY: of a contribution, relative to its length. STEP: between contributions, in sigma; those between are sums of these
   but for exp(-2 (pi / STEP)^2). BEYOND: how far off the grid contributions are looked at, in sigma. */
#define ACCURACY 1e-7
#define STEP 0.5
#define BEYOND 8.0
/* Coordinates for each sigma of the grid, at least; of the bins, at most so many coordinates that they are worth it. */
#define DENSITY 1.5
#define WORTH 0.8
/* Beyond so many bins finding a basis takes longer than what it saves. */
enum { MOST = 1024 };

/* Coordinates, and blocks, that are computed together: their sums stay in registers. */
enum { STRIP = 8, BLOCKS = 2 };

/* Values of the geometry function that leave anything in the bins: from *first on, STEP sigma apart; how many. */
static size_t list_values(const struct term *t, double *first, double *last)
{
    *first = fmax(t->grid.start - BEYOND * t->sigma, t->geometry->least);
    *last = fmin(t->grid.stop + BEYOND * t->sigma, t->geometry->most);
    return *last < *first ? 0 : (size_t)ceil((*last - *first) / (STEP * t->sigma)) + 1;
}

/* What they leave, each scaled to length 1, in n columns of bins numbers. */
static double *make_columns(const struct term *t, size_t *n)
{
    double first, last;
    size_t bins = t->grid.bins, padded = size_add(bins, (size_t)2 * LANES);
    *n = list_values(t, &first, &last);
    struct broadening b = {.start = t->grid.start, .sigma = t->sigma, .bins = bins};
    b.width = (t->grid.stop - t->grid.start) / (double)bins;
    double *column = mem_new(size_mul(*n, bins), sizeof *column), *row = mem_new(padded, sizeof *row);
    for (size_t i = 0; i < *n; i++) {
        double square = 0, *bin = row + LANES;
        memset(row, 0, padded * sizeof *row);
        broadening_add(&b, fmin(first + (double)i * STEP * t->sigma, last), 1, row);
        for (size_t j = 0; j < bins; j++)
            square += bin[j] * bin[j];
        for (size_t j = 0; j < bins; j++)
            column[i * bins + j] = square > 0 ? bin[j] / sqrt(square) : 0;
    }
    free(row);
    return column;
}

/* Leaves an orthonormal basis of n columns of so many bins in the first of them; returns how many. */
static size_t orthonormalize(double *column, size_t bins, size_t n)
{
    size_t least = bins < n ? bins : n, rank = 0;
    lapack_int *pivot = mem_zero(n, sizeof *pivot), rows = (lapack_int)bins;
    double *tau = mem_new(least, sizeof *tau);
    int info = LAPACKE_dgeqp3(LAPACK_COL_MAJOR, rows, (lapack_int)n, column, rows, pivot, tau);
    while (rank < least && fabs(column[rank * bins + rank]) > ACCURACY)
        rank++;
    if (info == 0)
        info = LAPACKE_dorgqr(LAPACK_COL_MAJOR, rows, (lapack_int)rank, (lapack_int)rank, column, rows, tau);
    if (info != 0)
        die("the basis of a term's bins was not found");
    free(pivot);
    free(tau);
    return rank;
}

struct bin_basis *bin_basis_new(const struct term *t)
{
    size_t bins = t->grid.bins, columns;
    if (bins > MOST || DENSITY * (t->grid.stop - t->grid.start) / t->sigma > WORTH * (double)bins)
        return NULL;
    double *column = make_columns(t, &columns);
    size_t n = columns > 0 ? orthonormalize(column, bins, columns) : 0;
    if (n == 0 || (double)n > WORTH * (double)bins) {
        free(column);
        return NULL;
    }
    struct bin_basis *b = mem_new(1, sizeof *b);
    size_t strips = (n + STRIP - 1) / STRIP;
    *b = (struct bin_basis){bins, n, mem_matrix(size_mul(bins, strips * STRIP), sizeof(double))};
    for (size_t k = 0; k < strips * STRIP; k++)
        for (size_t j = 0; j < bins; j++)
            b->vector[(k / STRIP * bins + j) * STRIP + k % STRIP] = k < n ? column[k * bins + j] : 0;
    free(column);
    return b;
}

void bin_basis_free(struct bin_basis *b)
{
    if (b)
        free(b->vector);
    free(b);
}

/* Coordinates first to first + STRIP - 1 of n blocks; n, at most BLOCKS, is known where this is expanded. Two sums of each, so
   that none waits for the one before. */
static IN_TARGETS void project_strip(const struct bin_basis *b, size_t first, double scale, size_t n, const double *bin,
                                     double *to)
{
    const size_t bins = b->bins, rest = b->n - first;
    const four *v = (const four *)(b->vector + first * bins);
    four even[BLOCKS][STRIP / 4], odd[BLOCKS][STRIP / 4];
#pragma GCC unroll 8
    for (size_t l = 0; l < n * STRIP / 4; l++)
        even[l % n][l / n] = odd[l % n][l / n] = (four){0, 0, 0, 0};
    for (size_t j = 0; j + 1 < bins; j += 2, v += 2 * STRIP / 4)
#pragma GCC unroll 8
        for (size_t l = 0; l < n * STRIP / 4; l++) {
            even[l % n][l / n] += bin[l % n * bins + j] * v[l / n];
            odd[l % n][l / n] += bin[l % n * bins + j + 1] * v[STRIP / 4 + l / n];
        }
#pragma GCC unroll 8
    for (size_t k = 0; k < n; k++) {
        double last[STRIP] = {0}, *sum = rest < STRIP ? last : to + k * b->n + first;
#pragma GCC unroll 8
        for (size_t l = 0; l < STRIP / 4; l++) {
            if (bins % 2)
                even[k][l] += bin[k * bins + bins - 1] * v[l];
            ((four *)sum)[l] = scale * (even[k][l] + odd[k][l]);
        }
        if (rest < STRIP)
            memcpy(to + k * b->n + first, last, rest * sizeof *last);
    }
}

/* Strip by strip, whose vectors then come from the nearest cache. */
MANY_TARGETS static void project(const struct bin_basis *b, double scale, size_t n, const double *bin, double *to)
{
    for (size_t first = 0; first < b->n; first += STRIP) {
        size_t k = 0;
        for (; k + BLOCKS <= n; k += BLOCKS)
            project_strip(b, first, scale, BLOCKS, bin + k * b->bins, to + k * b->n);
        for (; k < n; k++)
            project_strip(b, first, scale, 1, bin + k * b->bins, to + k * b->n);
    }
}

void bin_basis_project(const struct bin_basis *b, double scale, size_t n, const double *bin, double *to)
{
    project(b, scale, n, bin, to);
}
