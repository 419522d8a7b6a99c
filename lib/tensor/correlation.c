#include "tensor/correlation.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "tensor/blocks.h"

static double by_table(unsigned one, unsigned other, double length)
{
    double groups = (double)element_group(one) - (double)element_group(other);
    double periods = (double)element_period(one) - (double)element_period(other);
    return exp(-hypot(groups, periods) / length);
}

/* The n x n matrix C. */
static double *fill(const struct correlation *c)
{
    double *matrix = mem_new(size_mul(c->n, c->n), sizeof *matrix);
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = 0; j < c->n; j++)
            matrix[i * c->n + j] = c->rows ? c->matrix[i * c->n + j] : by_table(c->number[i], c->number[j], c->length);
    return matrix;
}

/* Row to of V: an eigenvector times the root of its eigenvalue. */
static void set_row(double *to, const double *vector, double value, size_t n)
{
    double root = sqrt(value > 0 ? value : 0), largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fabs(vector[i]) > fabs(largest) * (1 + 1e-9) ? vector[i] : largest;
    for (size_t i = 0; i < n; i++)
        to[i] = (largest < 0 ? -root : root) * vector[i];
}

/* V of so many rows from C, n x n, which is freed. */
static double *reduce(double *c, size_t n, size_t rank)
{
    double *product = mem_new(size_mul(n, n), sizeof *product), *value = mem_new(n, sizeof *value);
    double *to = mem_new(size_mul(rank, n), sizeof *to);
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)n, (int)n, (int)n, 1, c, (int)n, c, (int)n, 0, product, (int)n);
    if (LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, product, (lapack_int)n, value) != 0)
        die("the correlation has no eigenvalues that could be found");
    for (size_t i = 0; i < rank; i++)
        set_row(to + i * n, product + (n - 1 - i) * n, value[n - 1 - i], n);
    free(product);
    free(value);
    free(c);
    return to;
}

/* Whether what is given is V. */
static bool is_factor(const struct correlation *c)
{
    return c->rows > 0 && c->rows < c->n;
}

/* C, or V, of so many rows. */
static double *make(const struct correlation *c, size_t rows)
{
    if (!is_factor(c))
        return c->rank ? reduce(fill(c), c->n, c->rank) : fill(c);
    double *to = mem_new(size_mul(rows, c->n), sizeof *to);
    memcpy(to, c->matrix, rows * c->n * sizeof *to);
    return to;
}

struct correlation correlation_filled(const struct correlation *c)
{
    size_t rows = c->rank ? c->rank : c->rows ? c->rows : c->n;
    unsigned *number = mem_new(c->n, sizeof *number);
    for (size_t i = 0; i < c->n; i++)
        number[i] = c->number[i];
    return (struct correlation){c->n, number, c->length, c->rank, rows, make(c, rows)};
}

/* The scalar product of columns i and j of a matrix that is filled in. */
static double product(const struct correlation *c, size_t i, size_t j)
{
    return cblas_ddot((int)c->rows, c->matrix + i, (int)c->n, c->matrix + j, (int)c->n);
}

double *correlation_products(const struct correlation *c)
{
    struct correlation f = correlation_filled(c);
    double *to = mem_zero((size_t)CORRELATED * CORRELATED, sizeof *to);
    for (size_t e = 0; e < CORRELATED; e++)
        to[e * CORRELATED + e] = 1;
    for (size_t i = 0; i < f.n; i++)
        for (size_t j = 0; j < i; j++) {
            double xy = product(&f, i, j), cosine = xy == 0 ? 0 : xy / sqrt(product(&f, i, i) * product(&f, j, j));
            to[f.number[i] * CORRELATED + f.number[j]] = to[f.number[j] * CORRELATED + f.number[i]] = cosine;
        }
    correlation_free(&f);
    return to;
}

bool correlation_is_reduced(const struct correlation *c)
{
    return c->rank > 0 || is_factor(c);
}

static bool same_filled(const struct correlation *a, const struct correlation *b)
{
    return a->rows == b->rows && memcmp(a->number, b->number, a->n * sizeof *a->number) == 0 &&
           memcmp(a->matrix, b->matrix, a->rows * a->n * sizeof *a->matrix) == 0;
}

bool correlation_same(const struct correlation *a, const struct correlation *b)
{
    struct correlation p = correlation_filled(a), q = correlation_filled(b);
    bool same = a->n == b->n && correlation_is_reduced(a) == correlation_is_reduced(b) && same_filled(&p, &q);
    correlation_free(&p);
    correlation_free(&q);
    return same;
}

void correlation_free(struct correlation *c)
{
    free(c->number);
    free(c->matrix);
    *c = (struct correlation){0};
}

/* The place of an element among those listed; c->n when it is not there. */
static size_t place_of(const struct correlation *c, unsigned number)
{
    size_t i = 0;
    while (i < c->n && c->number[i] != number)
        i++;
    return i;
}

size_t correlation_pseudo_element(const struct correlation *c, unsigned element)
{
    size_t place = place_of(c, element);
    return correlation_is_reduced(c) && place < (c->rank ? c->rank : c->rows) ? place + 1 : 0;
}

static void add_multiple_of(struct blocks *to, const uint16_t *key, unsigned body, size_t bins, double factor,
                            const double *bin)
{
    if (factor == 0)
        return;
    double *sum = blocks_at(to, key, body, bins);
    for (size_t i = 0; i < bins; i++)
        sum[i] += factor * bin[i];
}

/* Applies the matrix to one index of the keys: each block is added to those of all elements there, times their
   correlations. */
static void apply_to_index(const struct correlation *c, const struct blocks *from, unsigned index, unsigned body, size_t bins,
                           struct blocks *to)
{
    for (size_t b = 0; b < from->n; b++) {
        uint16_t key[KEY_MAX];
        const double *bin = from->bin + b * bins;
        memcpy(key, from->key + b * body, body * sizeof *key);
        size_t column = place_of(c, key[index]);
        if (column == c->n)
            add_multiple_of(to, key, body, bins, 1, bin);
        for (size_t row = 0; column < c->n && row < c->rows; row++) {
            key[index] = (uint16_t)c->number[row];
            add_multiple_of(to, key, body, bins, c->matrix[row * c->n + column], bin);
        }
    }
}

/* The same of the transposed matrix, to those elements that a sample has. */
static void pull_from_index(const struct correlation *c, const struct sample *s, const struct blocks *from, unsigned index,
                            unsigned body, size_t bins, struct blocks *to)
{
    for (size_t b = 0; b < from->n; b++) {
        uint16_t key[KEY_MAX];
        const double *bin = from->bin + b * bins;
        memcpy(key, from->key + b * body, body * sizeof *key);
        size_t row = place_of(c, key[index]);
        if (row == c->n)
            add_multiple_of(to, key, body, bins, 1, bin);
        for (size_t e = 0; row < c->rows && e < s->nelements; e++) {
            size_t column = place_of(c, s->elements[e].number);
            key[index] = (uint16_t)s->elements[e].number;
            if (column < c->n)
                add_multiple_of(to, key, body, bins, c->matrix[row * c->n + column], bin);
        }
    }
}

/* Index by index; s: for the transposed matrix, else NULL. */
static void apply(const struct correlation *c, const struct sample *s, struct blocks *b, unsigned body, unsigned but,
                  size_t bins)
{
    struct blocks other = {0};
    for (unsigned index = 0; index < body; index++) {
        if (index == but)
            continue;
        blocks_resize(&other, 0, body, bins);
        if (s)
            pull_from_index(c, s, b, index, body, bins, &other);
        else
            apply_to_index(c, b, index, body, bins, &other);
        struct blocks done = other;
        other = *b;
        *b = done;
    }
    blocks_free(&other);
}

void correlation_apply(const struct correlation *c, struct blocks *b, unsigned body, unsigned but, size_t bins)
{
    apply(c, NULL, b, body, but, bins);
}

void correlation_pull(const struct correlation *c, const struct sample *s, struct blocks *b, unsigned body, unsigned but,
                      size_t bins)
{
    apply(c, s, b, body, but, bins);
}
