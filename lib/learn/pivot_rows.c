#include "learn/pivot_rows.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "tensor/tensor_columns.h"

/* Added to the diagonal of the pivots' kernel, whose own numbers are 1; ten times that where it is not enough. */
#define JITTER 1e-10

/* Pivots of one element, or of any. */
struct pivot_class {
    unsigned element;
    size_t first, n;
    struct tensor_columns *columns;
    double *z;      /* n rows, scaled */
    double *square; /* of each */
    double *factor; /* n x n, the lower triangle L */
};

struct pivot_rows {
    const struct slopes *pivots;
    const struct kernel_part *part;
    double *scale; /* of each term */
    double root;   /* of the part's weight */
    size_t nclasses, capacity, widest, most;
    struct pivot_class *class;
};

static void fill(const struct pivot_rows *p, const struct pivot_class *c, const struct tensor *t, double *row)
{
    tensor_columns_fill(c->columns, t, row);
    tensor_columns_scale(c->columns, p->scale, row);
}

/* L of the kernel among a class's pivots. */
static void factor(const struct pivot_rows *p, struct pivot_class *c)
{
    size_t n = c->n, width = c->columns->n, all = size_mul(n, n);
    double *k = mem_matrix(all, sizeof *k);
    c->factor = mem_matrix(all, sizeof *c->factor);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)n, (int)width, -2, c->z, (int)width, c->z, (int)width, 0,
                k, (int)n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            k[i * n + j] = i == j ? 0 : fmax(0, k[i * n + j] + c->square[i] + c->square[j]);
    p->part->function->apply(all, k, p->part->sigma);
    double jitter = JITTER;
    lapack_int status;
    do {
        memcpy(c->factor, k, all * sizeof *k);
        for (size_t i = 0; i < n; i++)
            c->factor[i * n + i] += jitter;
        jitter *= 10;
        /* Row by row the lower triangle is column by column the upper one, which takes no memory of LAPACKE's. */
        status = LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'U', (lapack_int)n, c->factor, (lapack_int)n);
    } while (status > 0);
    free(k);
    if (status < 0)
        die("the kernel of %zu environments is not finite: kernel.sigma, or a scale of the recipe, is too large or too small",
            n);
}

/* The pivots from one on that are of the same element. */
static void add_class(struct pivot_rows *p, const struct header *h, size_t first)
{
    const struct slopes *s = p->pivots;
    struct pivot_class c = {.element = s->element[first], .first = first};
    c.columns = tensor_columns_new(h->terms, h->nterms);
    while (first + c.n < s->n && s->element[first + c.n] == c.element)
        tensor_columns_add(c.columns, &s->x[first + c.n++]);
    size_t width = c.columns->n;
    c.z = mem_matrix(size_mul(c.n, width), sizeof *c.z);
    c.square = mem_new(c.n, sizeof *c.square);
    for (size_t i = 0; i < c.n; i++) {
        fill(p, &c, &s->x[first + i], c.z + i * width);
        c.square[i] = cblas_ddot((int)width, c.z + i * width, 1, c.z + i * width, 1);
    }
    factor(p, &c);
    p->class = mem_grow(p->class, &p->capacity, p->nclasses + 1, sizeof *p->class);
    p->class[p->nclasses++] = c;
    p->widest = width > p->widest ? width : p->widest;
    p->most = c.n > p->most ? c.n : p->most;
}

struct pivot_rows *pivot_rows_new(const struct slopes *pivots, const struct representation *r, const struct kernel *k)
{
    struct pivot_rows *p = mem_zero(1, sizeof *p);
    p->pivots = pivots;
    p->part = kernel_curved(k);
    p->scale = kernel_curved_scales(k, representation_scales(r), r->nterms);
    p->root = sqrt(p->part->weight);
    for (size_t first = 0; first < pivots->n; first += p->class[p->nclasses - 1].n)
        add_class(p, &pivots->tensors, first);
    return p;
}

void pivot_rows_free(struct pivot_rows *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->nclasses; i++) {
        tensor_columns_free(p->class[i].columns);
        free(p->class[i].z);
        free(p->class[i].square);
        free(p->class[i].factor);
    }
    free(p->class);
    free(p->scale);
    free(p);
}

/* The scalar product of two tensors, scales of terms applied. */
static double product(const struct pivot_rows *p, const struct tensor *a, const struct tensor *b)
{
    const struct layout *l = p->pivots->tensors.terms;
    double sum = 0;
    for (size_t t = 0; t < a->nterms; t++) {
        const struct blocks *x = &a->term[t], *y = &b->term[t];
        double own = 0;
        for (size_t i = 0, j = 0; i < x->n && j < y->n;) {
            int order = blocks_compare_keys(x->key + i * l[t].body, y->key + j * l[t].body, l[t].body);
            if (order == 0)
                own += cblas_ddot((int)l[t].bins, x->bin + i * l[t].bins, 1, y->bin + j * l[t].bins, 1);
            i += order <= 0;
            j += order >= 0;
        }
        sum += p->scale[t] * p->scale[t] * own;
    }
    return sum;
}

/* What is made of one tensor, and where its numbers go. */
struct pivot_work {
    const struct pivot_class *class;
    double *x;       /* the tensor's columns */
    double *measure; /* |x - z|^2 of each pivot, then k */
    double *first, *second;
    double *change; /* rows of how the tensor changes, */
    double *own;    /* their products with the tensor, */
    double *along;  /* and with pivots */
};

static struct pivot_work begin(const struct pivot_rows *p, size_t rows, struct pivot_rows_memory *m)
{
    size_t more = size_add(size_add(p->widest, p->most), 1);
    m->at = mem_grow(m->at, &m->capacity, size_add(size_add(p->widest, size_mul(3, p->most)), size_mul(rows, more)),
                     sizeof *m->at);
    struct pivot_work w = {.x = m->at};
    w.measure = w.x + p->widest;
    w.first = w.measure + p->most;
    w.second = w.first + p->most;
    w.own = w.second + p->most;
    w.change = w.own + rows;
    w.along = w.change + rows * p->widest;
    return w;
}

/* Adds what a tensor has to the row of the property; leaves f' in w->first. */
static void add_values(const struct pivot_rows *p, const struct tensor *t, struct pivot_work *w, double *to)
{
    const struct pivot_class *c = w->class;
    size_t width = c->columns->n;
    double square = product(p, t, t);
    fill(p, c, t, w->x);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)c->n, (int)width, -2, c->z, (int)width, w->x, 1, 0, w->measure, 1);
    for (size_t j = 0; j < c->n; j++)
        w->measure[j] = fmax(0, w->measure[j] + square + c->square[j]);
    p->part->function->slopes(c->n, w->measure, p->part->sigma, w->first, w->second);
    p->part->function->apply(c->n, w->measure, p->part->sigma);
    for (size_t j = 0; j < c->n; j++)
        to[j] += w->measure[j];
}

/* Adds how that changes to the rows of derivatives. */
static void add_changes(const struct pivot_rows *p, const struct observed *o, const struct tensor *t,
                        const struct tensor *change, struct pivot_work *w, double *to, size_t ld)
{
    const struct pivot_class *c = w->class;
    size_t width = c->columns->n, rows = observed_count(&o->record);
    for (size_t i = 0; i < rows; i++) {
        const struct tensor *by = &change[observed_coordinate(&o->record, i)];
        fill(p, c, by, w->change + i * width);
        w->own[i] = product(p, t, by);
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)rows, (int)c->n, (int)width, 1, w->change, (int)width, c->z,
                (int)width, 0, w->along, (int)c->n);
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < c->n; j++)
            to[i * ld + j] += 2 * w->first[j] * (w->own[i] - w->along[i * c->n + j]);
}

static void whiten(const struct pivot_rows *p, double *to, size_t rows, size_t ld)
{
    for (size_t k = 0; k < p->nclasses; k++) {
        const struct pivot_class *c = &p->class[k];
        cblas_dtrsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int)rows, (int)c->n, p->root, c->factor,
                    (int)c->n, to + c->first, (int)ld);
    }
}

void pivot_rows_fill(const struct pivot_rows *p, const struct observed *o, const struct changes *c, struct pivot_rows_memory *m,
                     double *to, size_t ld)
{
    size_t rows = c ? observed_count(&o->record) : 0;
    struct pivot_work w = begin(p, rows, m);
    for (size_t i = 0; i <= rows; i++)
        memset(to + i * ld, 0, p->pivots->n * sizeof *to);
    for (size_t t = 0; t < o->ntensors; t++)
        for (size_t k = 0; k < p->nclasses; k++) {
            w.class = &p->class[k];
            if (w.class->element > 0 && w.class->element != o->element[t])
                continue;
            add_values(p, &o->tensor.at[t], &w, to + w.class->first);
            if (rows > 0)
                add_changes(p, o, &o->tensor.at[t], c->of.at + t * c->coordinates, &w, to + ld + w.class->first, ld);
        }
    whiten(p, to, rows + 1, ld);
}

void pivot_rows_weights(const struct pivot_rows *p, double *unknown)
{
    for (size_t k = 0; k < p->nclasses; k++) {
        const struct pivot_class *c = &p->class[k];
        cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, (int)c->n, c->factor, (int)c->n, unknown + c->first,
                    1);
        cblas_dscal((int)c->n, p->root, unknown + c->first, 1);
    }
}
