#include "tensor/adjoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "geometry/tuple_slopes.h"
#include "tensor/key_table.h"

struct adjoint {
    const struct term *term;
    const struct broadening *broadening;
    struct key_table blocks;
    double *row;     /* of each block: a padded row of slopes */
    uint32_t *cell;  /* of each block, per panel: where its moments' are, from 1; 0: nowhere yet */
    double *moment;  /* as of broadening_pull */
    size_t nmoments; /* that are there */
    struct gradient *to;
    struct tuple_slopes value, weight; /* of the batch at hand */
    double by_arm[ARMS_MAX][3][BATCH];
    size_t row_capacity, cell_capacity, moment_capacity;
};

struct adjoint *adjoint_new(const struct term *term, const struct broadening *b)
{
    struct adjoint *a = mem_zero(1, sizeof *a);
    a->term = term;
    a->broadening = b;
    a->blocks = key_table_new();
    return a;
}

void adjoint_free(struct adjoint *a)
{
    if (!a)
        return;
    key_table_free(&a->blocks);
    free(a->row);
    free(a->cell);
    free(a->moment);
    free(a);
}

void adjoint_begin(struct adjoint *a, const struct blocks *slope, struct gradient *to)
{
    const struct broadening *b = a->broadening;
    unsigned body = a->term->body;
    key_table_reset(&a->blocks);
    a->nmoments = 0;
    a->to = to;
    a->row = mem_grow(a->row, &a->row_capacity, size_mul(slope->n, b->padded), sizeof *a->row);
    a->cell = mem_grow(a->cell, &a->cell_capacity, size_mul(slope->n, b->panels), sizeof *a->cell);
    for (size_t i = 0; i < slope->n; i++) {
        uint64_t key = 0;
        double *row = a->row + i * b->padded;
        for (unsigned k = 0; k < body; k++)
            key = key << 16 | slope->key[i * body + k];
        key_table_add(&a->blocks, key);
        memset(row, 0, b->padded * sizeof *row);
        memcpy(row + LANES, slope->bin + i * b->bins, b->bins * sizeof *row);
    }
    if (slope->n * b->panels > 0)
        memset(a->cell, 0, slope->n * b->panels * sizeof *a->cell);
}

static const double *moments_of(struct adjoint *a, size_t block, size_t panel)
{
    const struct broadening *b = a->broadening;
    size_t n = 2 * b->moments;
    uint32_t *cell = &a->cell[block * b->panels + panel];
    if (!*cell) {
        a->moment = mem_grow(a->moment, &a->moment_capacity, size_mul(a->nmoments + 1, n), sizeof *a->moment);
        broadening_pull(b, panel, a->row + block * b->padded, a->moment + a->nmoments * n);
        *cell = (uint32_t)++a->nmoments;
    }
    return a->moment + (*cell - 1) * n;
}

/* How the number changes with each tuple's weight, and with the value of one of weight 1. */
static void pull(struct adjoint *a, const struct batch *b, double *by_weight, double *by_value)
{
    const struct broadening *g = a->broadening;
    int32_t panel[BATCH] = {0};
    double u[BATCH];
    size_t block = 0;
    if (!g->direct)
        broadening_place(g, b->value, b->n, panel, u);
    for (size_t i = 0; i < b->n; i++) {
        by_weight[i] = by_value[i] = 0;
        if (i == 0 || b->key[i] != b->key[i - 1])
            block = key_table_find(&a->blocks, b->key[i])->number;
        if (block == 0 || panel[i] < 0)
            continue;
        if (g->direct)
            broadening_pulled_at(g, b->value[i], a->row + (block - 1) * g->padded, &by_weight[i], &by_value[i]);
        else
            broadening_pulled(g, moments_of(a, block - 1, (size_t)panel[i]), u[i], &by_weight[i], &by_value[i]);
    }
}

void adjoint_add(struct adjoint *a, const struct batch *b, const struct arms *arms)
{
    double by_weight[BATCH], by_value[BATCH];
    struct tuple_slopes *s = &a->value;
    pull(a, b, by_weight, by_value);
    tuple_slopes(b, a->term, s, &a->weight);
    for (unsigned e = 0; e < batch_edges(a->term->body); e++)
        for (size_t i = 0; i < b->n; i++)
            s->edge[e][i] = b->weight[i] * (by_value[i] * s->edge[e][i] + by_weight[i] * a->weight.edge[e][i]);
    for (size_t i = 0; i < b->n; i++) {
        s->dot[i] *= b->weight[i] * by_value[i];
        s->cross2[i] *= b->weight[i] * by_value[i];
    }
    arms_gradient(arms, b, a->term->body, s, a->by_arm);
    arms_add(arms, b->n, a->term->body, a->by_arm, a->to);
}
