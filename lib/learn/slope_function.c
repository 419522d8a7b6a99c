#include "learn/slope_function.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

struct slope_function *slope_function_new(const struct kernel_part *part, const struct orbit *orbit, size_t n, const double *x,
                                          const double *slope, const double *alpha)
{
    struct slope_function *f = mem_new(1, sizeof *f);
    *f = (struct slope_function){part, orbit, n, x, slope, alpha, mem_new(n, sizeof *f->square), mem_zero(n, sizeof *f->own)};
    for (size_t j = 0; j < n; j++) {
        const double *at = x + j * orbit->columns;
        f->square[j] = cblas_ddot((int)orbit->columns, at, 1, at, 1);
        if (slope)
            f->own[j] = cblas_ddot((int)orbit->columns, at, 1, slope + j * orbit->columns, 1);
    }
    return f;
}

void slope_function_free(struct slope_function *f)
{
    if (!f)
        return;
    free(f->square);
    free(f->own);
    free(f);
}

/* Of each permutation and training tensor: what is found on the way. */
struct slope_work {
    size_t pairs;
    double *q;           /* the tensor's permutations */
    double *s, *product; /* squared distance; (q - x_j).b_j */
    double *first, *second;
    double *by_q; /* how the value changes with each of q */
};

static struct slope_work begin(const struct slope_function *f, struct slope_function_memory *m)
{
    size_t rows = f->orbit->n, width = f->orbit->columns, pairs = size_mul(rows, f->n);
    m->at = mem_grow(m->at, &m->capacity, size_add(size_mul(size_mul(2, rows), width), size_mul(4, pairs)), sizeof *m->at);
    struct slope_work w = {.pairs = pairs, .q = m->at};
    w.s = w.q + rows * width;
    w.product = w.s + pairs;
    w.first = w.product + pairs;
    w.second = w.first + pairs;
    w.by_q = w.second + pairs;
    return w;
}

/* c += factor a b, a being permutations by n, b n by columns. */
static void add_product(const struct slope_function *f, double factor, const double *a, const double *b, double *c)
{
    int rows = (int)f->orbit->n, n = (int)f->n, width = (int)f->orbit->columns;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, width, n, factor, a, n, b, width, 1, c, width);
}

/* The value of slopes; leaves in second what q - x_j is multiplied by in the derivatives, and in first what b_j is. */
static double sum_slopes(const struct slope_function *f, struct slope_work *w)
{
    double value = 0;
    int rows = (int)f->orbit->n, n = (int)f->n, width = (int)f->orbit->columns;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, n, width, 1, w->q, width, f->slope, width, 0, w->product, n);
    for (size_t i = 0; i < w->pairs; i++) {
        double product = w->product[i] - f->own[i % f->n];
        value -= 2 * w->first[i] * product;
        w->second[i] *= -4 * product;
        w->first[i] *= -2;
    }
    return value;
}

/* The same of weights, for which first does not matter. */
static double sum_weights(const struct slope_function *f, struct slope_work *w)
{
    double value = 0;
    f->part->function->apply(w->pairs, w->s, f->part->sigma);
    for (size_t i = 0; i < w->pairs; i++) {
        value += f->alpha[i % f->n] * w->s[i];
        w->second[i] = 2 * f->alpha[i % f->n] * w->first[i];
    }
    return value;
}

/* From slopes by the permuted tensors to those by the tensor; uses up w. */
static double find_slopes(const struct slope_function *f, struct slope_work *w, double *by_column)
{
    const struct orbit *o = f->orbit;
    size_t width = o->columns;
    double all = 0;
    for (size_t p = 0; p < o->n; p++) {
        double sum = 0;
        for (size_t j = 0; j < f->n; j++)
            sum += w->second[p * f->n + j];
        all += sum;
        for (size_t c = 0; c < width; c++)
            w->by_q[p * width + c] = sum * w->q[p * width + c];
    }
    add_product(f, -1, w->second, f->x, w->by_q);
    if (f->slope)
        add_product(f, 1, w->first, f->slope, w->by_q);
    memset(by_column, 0, width * sizeof *by_column);
    for (size_t p = 0; p < o->n; p++) {
        orbit_permute(o, o->inverse[p], w->by_q + p * width, w->q);
        cblas_daxpy((int)width, 1, w->q, 1, by_column, 1);
    }
    return all;
}

double slope_function_value(const struct slope_function *f, const double *row, double rest, struct slope_function_memory *m,
                            double *by_column, double *by_rest)
{
    int rows = (int)f->orbit->n, n = (int)f->n, width = (int)f->orbit->columns;
    struct slope_work w = begin(f, m);
    double square = rest + cblas_ddot(width, row, 1, row, 1);
    m->nearest = INFINITY;
    for (size_t p = 0; p < f->orbit->n; p++)
        orbit_permute(f->orbit, p, row, w.q + p * f->orbit->columns);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, n, width, -2, w.q, width, f->x, width, 0, w.s, n);
    for (size_t i = 0; i < w.pairs; i++) {
        w.s[i] += square + f->square[i % f->n];
        w.s[i] = w.s[i] > 0 ? w.s[i] : 0;
        m->nearest = fmin(m->nearest, w.s[i]);
    }
    f->part->function->slopes(w.pairs, w.s, f->part->sigma, w.first, w.second);
    double value = f->slope ? sum_slopes(f, &w) : sum_weights(f, &w);
    if (by_column)
        *by_rest = find_slopes(f, &w, by_column);
    return value;
}
