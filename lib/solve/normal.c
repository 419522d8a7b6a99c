#include "solve/normal.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "solve/square.h"

/* Rows and columns that a thread works on at once: a tile of the matrix stays in its cache. */
enum { TILE = 192 };

/* What is less, relative to the largest, is a tail of the broadening, or what rounding leaves where normal_reduce takes all. */
#define NOTHING 1e-10

struct normal normal_new(void)
{
    return (struct normal){0};
}

void normal_free(struct normal *e)
{
    free(e->matrix);
    free(e->right);
    *e = (struct normal){0};
}

/* Room for that many unknowns, and for half as many again where there were some before. */
static void make_room(struct normal *e, size_t n)
{
    size_t room = e->n ? size_add(n, n / 2) : n, stride = square_stride(room);
    mem_check(size_add(size_mul(size_mul(room, stride), sizeof *e->matrix), solver_table->bytes(n)), "the normal equations",
              "take fewer bins or environments");
    double *matrix = mem_zero(size_mul(room, stride), sizeof *matrix);
    for (size_t i = 0; i < e->n; i++)
        memcpy(matrix + i * stride, e->matrix + i * e->stride, (i + 1) * sizeof *matrix);
    free(e->matrix);
    e->matrix = matrix;
    e->stride = stride;
    e->room = room;
    e->right = mem_resize(e->right, room, sizeof *e->right);
}

void normal_grow(struct normal *e, size_t n)
{
    if (n <= e->n)
        return;
    if (n > e->room)
        make_room(e, n);
    memset(e->right + e->n, 0, (n - e->n) * sizeof *e->right);
    e->n = n;
}

/* One tile of the lower triangle; those on the diagonal whole. */
static void add_tile(struct normal *e, size_t i, size_t j, const double *rows, size_t ld, size_t m)
{
    size_t height = e->n - i < TILE ? e->n - i : TILE, width = e->n - j < TILE ? e->n - j : TILE;
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)height, (int)width, (int)m, 1, rows + i, (int)ld, rows + j,
                (int)ld, 1, e->matrix + i * e->stride + j, (int)e->stride);
}

void normal_add(struct normal *e, const double *rows, size_t ld, size_t m, const double *y)
{
    size_t tiles = (e->n + TILE - 1) / TILE, all = tiles * (tiles + 1) / 2;
    if (m == 0 || e->n == 0)
        return;
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t t = 0; t < all; t++) {
        size_t i = 0;
        while ((i + 1) * (i + 2) / 2 <= t)
            i++;
        add_tile(e, i * TILE, (t - i * (i + 1) / 2) * TILE, rows, ld, m);
    }
    cblas_dgemv(CblasRowMajor, CblasTrans, (int)m, (int)e->n, 1, rows, (int)ld, y, 1, 1, e->right, 1);
}

void normal_add_equations(struct normal *e, double by, const struct normal *other)
{
    for (size_t i = 0; i < e->n; i++)
        cblas_daxpy((int)i + 1, by, other->matrix + i * other->stride, 1, e->matrix + i * e->stride, 1);
    cblas_daxpy((int)e->n, by, other->right, 1, e->right, 1);
}

void normal_reduce(struct normal *e, const double *column, size_t ld, size_t k, const double *matrix, const double *right)
{
    double *product = mem_new(size_mul(e->n, k), sizeof *product);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)e->n, (int)k, (int)k, 1, column, (int)ld, matrix, (int)k, 0,
                product, (int)k);
    for (size_t i = 0; i < e->n; i++) {
        cblas_dgemv(CblasRowMajor, CblasTrans, (int)k, (int)(i + 1), -1, column, (int)ld, product + i * k, 1, 1,
                    e->matrix + i * e->stride, 1);
        e->right[i] -= cblas_ddot((int)k, column + i, (int)ld, right, 1);
    }
    free(product);
}

double normal_left(const struct normal *e, double square, const double *x)
{
    double *ax = mem_new(e->n, sizeof *ax);
    cblas_dsymv(CblasRowMajor, CblasLower, (int)e->n, 1, e->matrix, (int)e->stride, x, 1, 0, ax, 1);
    double left = square - 2 * cblas_ddot((int)e->n, x, 1, e->right, 1) + cblas_ddot((int)e->n, x, 1, ax, 1);
    free(ax);
    return fmax(left, 0);
}

double normal_trace(const struct normal *e, const double *b, const size_t *order)
{
    double sum = 0;
    for (size_t i = 0; i < e->n; i++)
        for (size_t j = 0; j < e->n; j++) {
            size_t row = order[i] > order[j] ? order[i] : order[j], column = order[i] > order[j] ? order[j] : order[i];
            sum += b[i * e->n + j] * e->matrix[row * e->stride + column];
        }
    return sum;
}

double normal_scale(const struct normal *e)
{
    double sum = 0, largest = 0;
    size_t there = 0;
    for (size_t i = 0; i < e->n; i++)
        largest = fmax(largest, e->matrix[i * e->stride + i]);
    for (size_t i = 0; i < e->n; i++) {
        double own = e->matrix[i * e->stride + i];
        if (own > NOTHING * largest) {
            sum += own;
            there++;
        }
    }
    return there ? sum / (double)there : 1;
}

struct equations normal_factor(const struct normal *e, double ridge, const size_t *order)
{
    struct equations s = solver_new(solver_table, e->n);
    for (size_t i = 0; i < e->n; i++) {
        double *row = solver_row(&s, i);
        for (size_t j = 0; j <= i; j++) {
            size_t a = order ? order[i] : i, b = order ? order[j] : j;
            row[j] = e->matrix[a > b ? a * e->stride + b : b * e->stride + a];
        }
        row[i] += ridge;
    }
    solver_factor(&s);
    return s;
}

bool normal_solve(const struct normal *e, double ridge, double *x)
{
    struct equations s = normal_factor(e, ridge, NULL);
    bool well = solver_bad_row(&s) == 0;
    memcpy(x, e->right, e->n * sizeof *x);
    if (well)
        solver_solve(&s, x);
    solver_free(&s);
    return well;
}
