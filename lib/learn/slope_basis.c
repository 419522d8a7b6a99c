#include "learn/slope_basis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

/* Training tensors of one element, or of any. */
struct slope_class {
    unsigned element;
    struct tensor_columns *columns;
    struct orbit *orbit;
    struct slope_function *function;
    double *x, *slope; /* rows of columns */
};

struct slope_basis {
    const struct slopes *slopes;
    const struct kernel_part *part;
    double *scale;
    struct slope_class *class;
    size_t nclasses, capacity;
};

static void add_all(struct tensor_columns *c, const struct tensor *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tensor_columns_add(c, &t[i]);
}

/* Tensors from one on as rows, x times the scales of its terms. */
static void fill(const struct slope_basis *b, struct slope_class *k, size_t first, size_t n)
{
    const struct tensor_columns *c = k->columns;
    const struct slopes *s = b->slopes;
    k->x = mem_matrix(size_mul(n, c->n), sizeof *k->x);
    if (s->slope)
        k->slope = mem_matrix(size_mul(n, c->n), sizeof *k->slope);
    for (size_t i = 0; i < n; i++) {
        tensor_columns_fill(c, &s->x[first + i], k->x + i * c->n);
        tensor_columns_scale(c, b->scale, k->x + i * c->n);
        if (k->slope)
            tensor_columns_fill(c, &s->slope[first + i], k->slope + i * c->n);
    }
}

/* So many tensors from one on, which are of one element. */
static void add_class(struct slope_basis *b, const struct symmetry *symmetry, size_t first, size_t n)
{
    const struct slopes *s = b->slopes;
    struct slope_class k = {.element = s->element[first]};
    k.columns = tensor_columns_new(s->tensors.terms, s->tensors.nterms);
    add_all(k.columns, s->x + first, n);
    if (s->slope)
        add_all(k.columns, s->slope + first, n);
    k.orbit = orbit_new(k.columns, symmetry, s->tensors.nspecies);
    fill(b, &k, first, n);
    k.function = slope_function_new(b->part, k.orbit, n, k.x, k.slope, s->alpha ? s->alpha + first : NULL);
    b->class = mem_grow(b->class, &b->capacity, b->nclasses + 1, sizeof *b->class);
    b->class[b->nclasses++] = k;
}

struct slope_basis *slope_basis_new(const struct slopes *s, const struct representation *r, const struct kernel *k)
{
    struct slope_basis *b = mem_zero(1, sizeof *b);
    /* Kernels of energies do not heed permutations. */
    struct symmetry none = {0};
    b->slopes = s;
    b->part = kernel_curved(k);
    b->scale = kernel_curved_scales(k, representation_scales(r), r->nterms);
    for (size_t first = 0, end; first < s->n; first = end) {
        for (end = first + 1; end < s->n && s->element[end] == s->element[first]; end++)
            ;
        add_class(b, s->slope ? &r->symmetry : &none, first, end - first);
    }
    return b;
}

void slope_basis_free(struct slope_basis *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->nclasses; i++) {
        slope_function_free(b->class[i].function);
        orbit_free(b->class[i].orbit);
        tensor_columns_free(b->class[i].columns);
        free(b->class[i].x);
        free(b->class[i].slope);
    }
    free(b->class);
    free(b->scale);
    free(b);
}

void slope_basis_memory_free(struct slope_basis_memory *m)
{
    free(m->function.at);
    free(m->row);
}

/* The square of what has no columns. */
static double square_of_rest(const struct slope_basis *b, const struct slope_class *c, const struct tensor *t)
{
    double sum = 0;
    for (size_t i = 0; i < t->nterms; i++) {
        const struct layout *l = &c->columns->layout[i];
        for (size_t k = 0; k < t->term[i].n; k++)
            if (tensor_columns_find(c->columns, i, t->term[i].key + k * l->body) == SIZE_MAX)
                for (size_t j = 0; j < l->bins; j++) {
                    double x = b->scale[i] * t->term[i].bin[k * l->bins + j];
                    sum += x * x;
                }
    }
    return sum;
}

/* From slopes by columns, and by numbers that have none, to those by the tensor's bins, to which they are added. */
static void add_slopes(const struct slope_basis *b, const struct slope_class *c, const struct tensor *t,
                       const double *by_column, double by_rest, struct tensor *to)
{
    for (size_t i = 0; i < t->nterms; i++) {
        const struct layout *l = &c->columns->layout[i];
        double scale = b->scale[i];
        for (size_t k = 0; k < t->term[i].n; k++) {
            size_t column = tensor_columns_find(c->columns, i, t->term[i].key + k * l->body);
            const double *x = t->term[i].bin + k * l->bins;
            double *bin = to->term[i].bin + k * l->bins;
            for (size_t j = 0; j < l->bins; j++)
                bin[j] += scale * (column < SIZE_MAX ? by_column[column + j] : by_rest * scale * x[j]);
        }
    }
}

double slope_basis_add(const struct slope_basis *b, const struct tensor *t, unsigned element, struct slope_basis_memory *m,
                       struct tensor *slope)
{
    double value = 0;
    m->nearest = INFINITY;
    for (size_t i = 0; i < b->nclasses; i++) {
        const struct slope_class *c = &b->class[i];
        size_t width = c->columns->n;
        double by_rest;
        if (c->element > 0 && c->element != element)
            continue;
        m->row = mem_grow(m->row, &m->capacity, size_mul(2, width), sizeof *m->row);
        tensor_columns_fill(c->columns, t, m->row);
        tensor_columns_scale(c->columns, b->scale, m->row);
        value += slope_function_value(c->function, m->row, square_of_rest(b, c, t), &m->function, slope ? m->row + width : NULL,
                                      &by_rest);
        m->nearest = fmin(m->nearest, sqrt(m->function.nearest) / b->part->sigma);
        if (slope)
            add_slopes(b, c, t, m->row + width, by_rest, slope);
    }
    return value;
}
