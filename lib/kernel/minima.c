#include "kernel/minima.h"

#include <stdbool.h>
#include <string.h>

#include "base/threads.h"

/* A tile of ROWS x COLUMNS sums stays in registers; DEPTH bins of both its sides stay in the first cache. */
enum { ROWS = 8, COLUMNS = 16, DEPTH = 256 };

static inline double least(double x, double y)
{
    return x < y ? x : y;
}

/* Transposes columns, at most COLUMNS of them; those that lack repeat the last. */
static void transpose(const double *b, size_t columns, size_t width, size_t depth, double *to)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        const double *from = b + (c < columns ? c : columns - 1) * width;
        for (size_t k = 0; k < depth; k++)
            to[k * COLUMNS + c] = from[k];
    }
}

/* Adds to sum. The factor is 1: with it the sums go to the units for multiplication and addition, while the minima keep
   those for addition busy. */
MANY_TARGETS static void add_tile(const double *restrict x, size_t stride, const double *restrict y, size_t depth,
                                  double factor, double *restrict sum)
{
    double s[ROWS][COLUMNS] = {{0}};
    for (size_t k = 0; k < depth; k++)
        for (size_t r = 0; r < ROWS; r++)
#pragma omp simd
            for (size_t c = 0; c < COLUMNS; c++)
                s[r][c] += factor * least(x[r * stride + k], y[k * COLUMNS + c]);
    for (size_t r = 0; r < ROWS; r++)
#pragma omp simd
        for (size_t c = 0; c < COLUMNS; c++)
            sum[r * COLUMNS + c] += s[r][c];
}

static const volatile double one = 1;

/* The sums of up to ROWS rows with up to COLUMNS transposed columns, over depth bins; begin: they replace what is there. */
static void put_tile(const double *a, size_t rows, size_t width, const double *y, size_t columns, size_t depth, bool begin,
                     double *to, size_t ld)
{
    double sum[ROWS * COLUMNS] = {0}, few[ROWS * DEPTH];
    for (size_t r = 0; rows < ROWS && r < ROWS; r++)
        memcpy(few + r * DEPTH, a + (r < rows ? r : 0) * width, depth * sizeof *few);
    add_tile(rows < ROWS ? few : a, rows < ROWS ? DEPTH : width, y, depth, one, sum);
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++)
            to[r * ld + c] = begin ? sum[r * COLUMNS + c] : to[r * ld + c] + sum[r * COLUMNS + c];
}

void minima(const double *a, size_t na, const double *b, size_t nb, size_t width, size_t lower, double *to, size_t ld)
{
    double y[DEPTH * COLUMNS];
    for (size_t j = 0; j < nb; j += COLUMNS) {
        size_t columns = nb - j < COLUMNS ? nb - j : COLUMNS;
        size_t first = j > lower ? (j - lower) / ROWS * ROWS : 0;
        for (size_t k = 0; k < width; k += DEPTH) {
            size_t depth = width - k < DEPTH ? width - k : DEPTH;
            transpose(b + j * width + k, columns, width, depth, y);
            for (size_t i = first; i < na; i += ROWS)
                put_tile(a + i * width + k, na - i < ROWS ? na - i : ROWS, width, y, columns, depth, k == 0, to + i * ld + j,
                         ld);
        }
    }
}
