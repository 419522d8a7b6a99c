#include "learn/force_kernel.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"

/* c = a b^T: m x k times n x k, rows lda, ldb and ldc apart. */
static void product(size_t m, size_t n, size_t k, const double *a, const double *b, double *c)
{
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)k, 1, a, (int)k, b, (int)k, 0, c, (int)n);
}

struct force_kernel *force_kernel_new(const struct kernel_part *part, const struct orbit *orbit, size_t n, const size_t *counts,
                                      const double *x, const double *change)
{
    struct force_kernel *k = mem_new(1, sizeof *k);
    *k = (struct force_kernel){
        part, orbit, n, orbit->columns, x, change, mem_new(n + 1, sizeof *k->first), mem_new(n, sizeof *k->square), NULL};
    k->first[0] = 0;
    for (size_t i = 0; i < n; i++)
        k->first[i + 1] = k->first[i] + counts[i];
    k->own = mem_new(k->first[n], sizeof *k->own);
    for (size_t i = 0; i < n; i++) {
        const double *at = x + i * k->columns;
        k->square[i] = cblas_ddot((int)k->columns, at, 1, at, 1);
        for (size_t r = k->first[i]; r < k->first[i + 1]; r++)
            k->own[r] = cblas_ddot((int)k->columns, at, 1, change + r * k->columns, 1);
    }
    return k;
}

void force_kernel_free(struct force_kernel *k)
{
    free(k->first);
    free(k->square);
    free(k->own);
    free(k);
}

/* A tile in the making: what is known of its rows and columns under one permutation of the latter. */
struct force_tile {
    const struct force_kernel *k;
    size_t i0, ni, j0, nj, rows, columns; /* structures and rows of both */
    double *x, *change;                   /* of the columns, permuted */
    double *s, *first, *second;           /* ni x nj: squared distances, slopes of the kernel */
    double *a;                            /* rows x nj: J d */
    double *b;                            /* columns x ni: J' d */
    double *g;                            /* rows x columns: J J'^T */
};

static struct force_tile begin(const struct force_kernel *k, size_t i0, size_t i1, size_t j0, size_t j1,
                               struct force_kernel_memory *m)
{
    size_t ni = i1 - i0, nj = j1 - j0, rows = k->first[i1] - k->first[i0], columns = k->first[j1] - k->first[j0];
    size_t need = size_add(size_mul(nj + columns, k->columns), 3 * ni * nj + rows * nj + columns * ni + rows * columns);
    m->at = mem_grow(m->at, &m->capacity, need, sizeof *m->at);
    struct force_tile t = {.k = k, .i0 = i0, .ni = ni, .j0 = j0, .nj = nj, .rows = rows, .columns = columns};
    t.x = m->at;
    t.change = t.x + nj * k->columns;
    t.s = t.change + columns * k->columns;
    t.first = t.s + ni * nj;
    t.second = t.first + ni * nj;
    t.a = t.second + ni * nj;
    t.b = t.a + rows * nj;
    t.g = t.b + columns * ni;
    return t;
}

/* All that the tile needs of the columns under a permutation. */
static void prepare(const struct force_tile *t, size_t permutation)
{
    const struct force_kernel *k = t->k;
    size_t width = k->columns, r0 = k->first[t->i0], c0 = k->first[t->j0];
    const double *x = k->x + t->i0 * width, *change = k->change + r0 * width;
    for (size_t j = 0; j < t->nj; j++)
        orbit_permute(k->orbit, permutation, k->x + (t->j0 + j) * width, t->x + j * width);
    for (size_t c = 0; c < t->columns; c++)
        orbit_permute(k->orbit, permutation, k->change + (c0 + c) * width, t->change + c * width);
    product(t->ni, t->nj, width, x, t->x, t->s);
    product(t->rows, t->nj, width, change, t->x, t->a);
    product(t->columns, t->ni, width, t->change, x, t->b);
    product(t->rows, t->columns, width, change, t->change, t->g);
    for (size_t i = 0; i < t->ni; i++)
        for (size_t j = 0; j < t->nj; j++) {
            double s = k->square[t->i0 + i] + k->square[t->j0 + j] - 2 * t->s[i * t->nj + j];
            t->s[i * t->nj + j] = s > 0 ? s : 0;
        }
    for (size_t r = 0; r < t->rows; r++)
        for (size_t j = 0; j < t->nj; j++)
            t->a[r * t->nj + j] = k->own[r0 + r] - t->a[r * t->nj + j];
    for (size_t c = 0; c < t->columns; c++)
        for (size_t i = 0; i < t->ni; i++)
            t->b[c * t->ni + i] -= k->own[c0 + c];
    k->part->function->slopes(t->ni * t->nj, t->s, k->part->sigma, t->first, t->second);
}

/* Adds structure i with structure j of the tile. */
static void add_pair(const struct force_tile *t, size_t i, size_t j, double *to, size_t ld)
{
    const struct force_kernel *k = t->k;
    size_t r0 = k->first[t->i0 + i] - k->first[t->i0], r1 = k->first[t->i0 + i + 1] - k->first[t->i0];
    size_t c0 = k->first[t->j0 + j] - k->first[t->j0], c1 = k->first[t->j0 + j + 1] - k->first[t->j0];
    double first = -2 * t->first[i * t->nj + j], second = -4 * t->second[i * t->nj + j];
    for (size_t r = r0; r < r1; r++) {
        double a = second * t->a[r * t->nj + j];
        for (size_t c = c0; c < c1; c++)
            to[r * ld + c] += first * t->g[r * t->columns + c] + a * t->b[c * t->ni + i];
    }
}

void force_kernel_tile(const struct force_kernel *k, size_t i0, size_t i1, size_t j0, size_t j1, struct force_kernel_memory *m,
                       double *to, size_t ld)
{
    struct force_tile t = begin(k, i0, i1, j0, j1, m);
    for (size_t r = 0; r < t.rows; r++)
        memset(to + r * ld, 0, t.columns * sizeof *to);
    for (size_t p = 0; p < k->orbit->n; p++) {
        prepare(&t, p);
        for (size_t i = 0; i < t.ni; i++)
            for (size_t j = 0; j < t.nj; j++)
                add_pair(&t, i, j, to, ld);
    }
}

double force_kernel_mean(const struct force_kernel *k)
{
    double *own = mem_zero(k->n, sizeof *own), sum = 0;
#pragma omp parallel num_threads(threads())
    {
        struct force_kernel_memory m = {0};
        double *block = NULL;
        size_t capacity = 0;
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < k->n; i++) {
            size_t rows = k->first[i + 1] - k->first[i];
            block = mem_grow(block, &capacity, size_mul(rows, rows), sizeof *block);
            force_kernel_tile(k, i, i + 1, i, i + 1, &m, block, rows);
            for (size_t r = 0; r < rows; r++)
                own[i] += block[r * rows + r];
        }
        free(block);
        free(m.at);
    }
    for (size_t i = 0; i < k->n; i++)
        sum += own[i];
    free(own);
    return k->first[k->n] ? sum / (double)k->first[k->n] : 1;
}
