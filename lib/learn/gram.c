#include "learn/gram.h"

#include <cblas.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/threads.h"

enum { STRIP = 256 };

/* A block that both sets have: its rows of the chunk. */
struct pair {
    const struct block *row, *column;
    size_t first, last; /* among the row block's members */
    size_t bins;
};

struct chunk {
    const struct kernel *kernel;
    const struct set *rows, *columns;
    size_t first, n; /* structures of rows */
    size_t ncolumns;
    struct pair *pair;
    size_t npairs;
};

static void list_pairs(struct chunk *c)
{
    c->pair = mem_new(c->rows->nblocks, sizeof *c->pair);
    for (size_t i = 0; i < c->rows->nblocks; i++) {
        const struct block *b = &c->rows->block[i];
        struct pair p = {b, c->rows == c->columns ? b : set_find(c->columns, b->term, b->key), block_from(b, c->first),
                         block_from(b, c->first + c->n), c->rows->layout[b->term].bins};
        if (p.column && p.first < p.last)
            c->pair[c->npairs++] = p;
    }
}

static bool contiguous(const size_t *member, size_t n)
{
    return member[n - 1] - member[0] == n - 1;
}

static void multiply(const double *a, size_t na, const double *b, size_t nb, size_t bins, double beta, double *to,
                     size_t ld)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)na, (int)nb, (int)bins, 1, a, (int)bins, b, (int)bins,
                beta, to, (int)ld);
}

/* |x-y|_1 - |x|_1 - |y|_1 for all pairs of rows; four columns at once to hide the latency of additions. */
MANY_TARGETS static void subtract(const double *a, const double *suma, size_t na, const double *b, const double *sumb,
                                  size_t nb, size_t bins, double *to, size_t ld)
{
    for (size_t i = 0; i < na; i++) {
        const double *x = a + i * bins;
        size_t j = 0;
        for (; j + 4 <= nb; j += 4) {
            const double *y = b + j * bins;
            double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
#pragma omp simd reduction(+ : s0, s1, s2, s3)
            for (size_t k = 0; k < bins; k++) {
                s0 += fabs(x[k] - y[k]);
                s1 += fabs(x[k] - y[k + bins]);
                s2 += fabs(x[k] - y[k + 2 * bins]);
                s3 += fabs(x[k] - y[k + 3 * bins]);
            }
            double *t = to + i * ld + j;
            t[0] = s0 - suma[i] - sumb[j];
            t[1] = s1 - suma[i] - sumb[j + 1];
            t[2] = s2 - suma[i] - sumb[j + 2];
            t[3] = s3 - suma[i] - sumb[j + 3];
        }
        for (; j < nb; j++) {
            const double *y = b + j * bins;
            double s = 0;
#pragma omp simd reduction(+ : s)
            for (size_t k = 0; k < bins; k++)
                s += fabs(x[k] - y[k]);
            to[i * ld + j] = s - suma[i] - sumb[j];
        }
    }
}

/* Adds a block's contribution to the tile of columns from start to stop - 1; part is memory for one tile. */
static void add_block(const struct chunk *c, const struct pair *p, size_t start, size_t stop, double *tile, double *part)
{
    size_t from = block_from(p->column, start), to = block_from(p->column, stop);
    size_t na = p->last - p->first, nb = to - from;
    const size_t *rows = p->row->member + p->first, *columns = p->column->member + from;
    const double *a = p->row->row + p->first * p->bins, *b = p->column->row + from * p->bins;
    if (nb == 0)
        return;
    if (c->kernel->function->measure == MEASURE_ABS)
        subtract(a, p->row->sum + p->first, na, b, p->column->sum + from, nb, p->bins, part, STRIP);
    else if (contiguous(rows, na) && contiguous(columns, nb)) {
        multiply(a, na, b, nb, p->bins, 1, tile + (rows[0] - c->first) * STRIP + columns[0] - start, STRIP);
        return;
    } else
        multiply(a, na, b, nb, p->bins, 0, part, STRIP);
    for (size_t i = 0; i < na; i++) {
        double *row = tile + (rows[i] - c->first) * STRIP;
        for (size_t j = 0; j < nb; j++)
            row[columns[j] - start] += part[i * STRIP + j];
    }
}

/* From products to squared distances, or from differences to distances. */
static void measure(const struct chunk *c, size_t start, size_t stop, double *tile)
{
    enum measure m = c->kernel->function->measure;
    for (size_t i = 0; i < c->n && m != MEASURE_DOT; i++) {
        size_t row = c->first + i;
        const double *norm = m == MEASURE_ABS ? c->columns->sum : c->columns->square;
        double own = m == MEASURE_ABS ? c->rows->sum[row] : c->rows->square[row], times = m == MEASURE_ABS ? 1 : -2;
        for (size_t j = start; j < stop; j++)
            tile[i * STRIP + j - start] = fmax(0, own + norm[j] + times * tile[i * STRIP + j - start]);
        if (c->rows == c->columns && start <= row && row < stop)
            tile[i * STRIP + row - start] = 0;
    }
}

static void compute_tile(const struct chunk *c, size_t start, size_t stop, double *tile, double *part, double *out)
{
    memset(tile, 0, c->n * STRIP * sizeof *tile);
    for (size_t p = 0; p < c->npairs; p++)
        add_block(c, &c->pair[p], start, stop, tile, part);
    measure(c, start, stop, tile);
    for (size_t i = 0; i < c->n; i++) {
        c->kernel->function->apply(stop - start, tile + i * STRIP, c->kernel->sigma);
        memcpy(out + i * c->ncolumns + start, tile + i * STRIP, (stop - start) * sizeof *out);
    }
}

void gram_rows(const struct kernel *k, const struct set *rows, size_t first, size_t last, const struct set *columns,
               size_t ncolumns, double *out)
{
    struct chunk c = {k, rows, columns, first, last - first, ncolumns, NULL, 0};
    list_pairs(&c);
#pragma omp parallel
    {
        double *tile = mem_matrix(GRAM_ROWS * STRIP, sizeof *tile), *part = mem_matrix(GRAM_ROWS * STRIP, sizeof *part);
#pragma omp for schedule(dynamic)
        for (size_t start = 0; start < ncolumns; start += STRIP)
            compute_tile(&c, start, ncolumns - start < STRIP ? ncolumns : start + STRIP, tile, part, out);
        free(tile);
        free(part);
    }
    free(c.pair);
}
