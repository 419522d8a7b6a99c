#include "learn/slope_basis.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

struct slope_basis {
    const struct slopes *slopes;
    double *scale;
    struct tensor_columns *columns;
    struct orbit *orbit;
    struct slope_function *function;
    double *x, *slope; /* rows of columns */
};

static void add_all(struct tensor_columns *c, const struct tensor *t, size_t n)
{
    for (size_t i = 0; i < n; i++)
        tensor_columns_add(c, &t[i]);
}

/* Tensors as rows, x times the scales of its terms. */
static void fill(struct slope_basis *b)
{
    const struct tensor_columns *c = b->columns;
    size_t n = b->slopes->n;
    b->x = mem_matrix(size_mul(n, c->n), sizeof *b->x);
    if (b->slopes->slope)
        b->slope = mem_matrix(size_mul(n, c->n), sizeof *b->slope);
    for (size_t i = 0; i < n; i++) {
        tensor_columns_fill(c, &b->slopes->x[i], b->x + i * c->n);
        tensor_columns_scale(c, b->scale, b->x + i * c->n);
        if (b->slope)
            tensor_columns_fill(c, &b->slopes->slope[i], b->slope + i * c->n);
    }
}

struct slope_basis *slope_basis_new(const struct slopes *s, const struct representation *r, const struct kernel *k)
{
    struct slope_basis *b = mem_zero(1, sizeof *b);
    /* Kernels of energies do not heed permutations. */
    struct symmetry none = {0};
    struct symmetry group = symmetry_group(s->slope ? &r->symmetry : &none, s->tensors.nspecies ? s->tensors.nspecies : 1);
    b->slopes = s;
    b->columns = tensor_columns_new(s->tensors.terms, r->nterms);
    b->scale = representation_scales(r);
    add_all(b->columns, s->x, s->n);
    if (s->slope)
        add_all(b->columns, s->slope, s->n);
    orbit_close(b->columns, &group);
    b->orbit = orbit_new(b->columns, &group);
    symmetry_free(&group);
    fill(b);
    b->function = slope_function_new(&k->part[0], b->orbit, s->n, b->x, b->slope, s->alpha);
    return b;
}

void slope_basis_free(struct slope_basis *b)
{
    if (!b)
        return;
    slope_function_free(b->function);
    orbit_free(b->orbit);
    tensor_columns_free(b->columns);
    free(b->scale);
    free(b->x);
    free(b->slope);
    free(b);
}

void slope_basis_memory_free(struct slope_basis_memory *m)
{
    free(m->function.at);
    free(m->row);
}

/* The square of what has no columns. */
static double square_of_rest(const struct slope_basis *b, const struct tensor *t)
{
    double sum = 0;
    for (size_t i = 0; i < t->nterms; i++) {
        const struct layout *l = &b->columns->layout[i];
        for (size_t k = 0; k < t->term[i].n; k++)
            if (tensor_columns_find(b->columns, i, t->term[i].key + k * l->body) == SIZE_MAX)
                for (size_t j = 0; j < l->bins; j++) {
                    double x = b->scale[i] * t->term[i].bin[k * l->bins + j];
                    sum += x * x;
                }
    }
    return sum;
}

/* From slopes by columns, and by numbers that have none, to those by the tensor's bins. */
static void set_slopes(const struct slope_basis *b, const struct tensor *t, const double *by_column, double by_rest,
                       struct tensor *to)
{
    tensor_reset(to, t->nterms);
    for (size_t i = 0; i < t->nterms; i++) {
        const struct layout *l = &b->columns->layout[i];
        double scale = b->scale[i];
        blocks_copy(&to->term[i], &t->term[i], l->body, l->bins);
        for (size_t k = 0; k < t->term[i].n; k++) {
            size_t column = tensor_columns_find(b->columns, i, t->term[i].key + k * l->body);
            double *bin = to->term[i].bin + k * l->bins;
            for (size_t j = 0; j < l->bins; j++)
                bin[j] = scale * (column < SIZE_MAX ? by_column[column + j] : by_rest * scale * bin[j]);
        }
    }
}

double slope_basis_value(const struct slope_basis *b, const struct tensor *t, struct slope_basis_memory *m,
                         struct tensor *slope)
{
    size_t width = b->columns->n;
    double by_rest;
    m->row = mem_grow(m->row, &m->capacity, size_mul(2, width), sizeof *m->row);
    tensor_columns_fill(b->columns, t, m->row);
    tensor_columns_scale(b->columns, b->scale, m->row);
    double value = slope_function_value(b->function, m->row, square_of_rest(b, t), &m->function, m->row + width, &by_rest);
    set_slopes(b, t, m->row + width, by_rest, slope);
    return value;
}
