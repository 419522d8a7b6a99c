#include "tensor/adjoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "geometry/tuple_slopes.h"
#include "tensor/key_table.h"

struct adjoint {
    struct term_group group;
    const struct broadening *broadening;
    struct key_table blocks;
    double *row;     /* of each block: a padded row of slopes per term */
    uint32_t *cell;  /* of each block, per panel: where its moments' are; 0: nowhere yet */
    double *moment;  /* as of broadening_pull, of each term; the first are 0, of what changes nothing */
    size_t nmoments; /* that are there */
    struct gradient *to;
    /* Of the batch at hand: how the number changes with weights and values, and these with the tuples. */
    double by_weight[WEIGHTS_MAX][BATCH], by_value[WEIGHTS_MAX][BATCH];
    struct tuple_slopes slopes;
    double edge[EDGES_MAX][BATCH];
    double by_arm[ARMS_MAX][3][BATCH];
    size_t row_capacity, cell_capacity, moment_capacity;
};

struct adjoint *adjoint_new(const struct term_group *g, const struct broadening *b)
{
    struct adjoint *a = mem_zero(1, sizeof *a);
    a->group = *g;
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

static double *row_of(struct adjoint *a, size_t block, size_t term)
{
    return a->row + (block * a->group.n + term) * a->broadening->padded;
}

/* The block of a key, which is added where there is none. */
static size_t block_of(struct adjoint *a, uint64_t key)
{
    const struct key_slot *slot = key_table_find(&a->blocks, key);
    if (slot->number)
        return slot->number - 1;
    key_table_add(&a->blocks, key);
    memset(row_of(a, a->blocks.n - 1, 0), 0, a->group.n * a->broadening->padded * sizeof *a->row);
    return a->blocks.n - 1;
}

static void set_rows(struct adjoint *a, size_t term, const struct blocks *slope)
{
    const struct broadening *b = a->broadening;
    unsigned body = a->group.term[0]->body;
    for (size_t i = 0; i < slope->n; i++) {
        uint64_t key = 0;
        for (unsigned k = 0; k < body; k++)
            key = key << 16 | slope->key[i * body + k];
        memcpy(row_of(a, block_of(a, key), term) + LANES, slope->bin + i * b->bins, b->bins * sizeof *a->row);
    }
}

/* Where there is room for the next moments; numbers of the series of all terms. */
static double *next_moments(struct adjoint *a, size_t *numbers)
{
    *numbers = 2 * a->broadening->moments * a->group.n;
    a->moment = mem_grow(a->moment, &a->moment_capacity, size_mul(a->nmoments + 1, *numbers), sizeof *a->moment);
    return a->moment + a->nmoments++ * *numbers;
}

void adjoint_begin(struct adjoint *a, const struct blocks *slope, struct gradient *to)
{
    const struct broadening *b = a->broadening;
    size_t n = 0, numbers;
    for (size_t w = 0; w < a->group.n; w++)
        n += slope[w].n;
    key_table_reset(&a->blocks);
    a->nmoments = 0;
    a->to = to;
    a->row = mem_grow(a->row, &a->row_capacity, size_mul(n, size_mul(a->group.n, b->padded)), sizeof *a->row);
    a->cell = mem_grow(a->cell, &a->cell_capacity, size_mul(n, b->panels), sizeof *a->cell);
    for (size_t w = 0; w < a->group.n; w++)
        set_rows(a, w, &slope[w]);
    if (a->blocks.n * b->panels > 0)
        memset(a->cell, 0, a->blocks.n * b->panels * sizeof *a->cell);
    double *none = next_moments(a, &numbers);
    memset(none, 0, numbers * sizeof *none);
}

/* Where the moments of a panel of a block are. */
static size_t moments_of(struct adjoint *a, size_t block, size_t panel)
{
    const struct broadening *b = a->broadening;
    uint32_t *cell = &a->cell[block * b->panels + panel];
    size_t numbers = 2 * b->moments * a->group.n;
    if (!*cell) {
        *cell = (uint32_t)a->nmoments;
        double *to = next_moments(a, &numbers);
        for (size_t w = 0; w < a->group.n; w++)
            broadening_pull(b, panel, row_of(a, block, w), to + 2 * w * b->moments);
    }
    return *cell * numbers;
}

/* By the erf of each edge. */
static void pull_directly(struct adjoint *a, const struct batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        size_t block = key_table_find(&a->blocks, b->key[i])->number;
        for (size_t w = 0; w < a->group.n; w++) {
            a->by_weight[w][i] = a->by_value[w][i] = 0;
            if (block > 0)
                broadening_pulled_at(a->broadening, b->value[i], row_of(a, block - 1, w), &a->by_weight[w][i],
                                     &a->by_value[w][i]);
        }
    }
}

/* How the number changes with each tuple's weights, and with the value of one of weight 1. */
static void pull(struct adjoint *a, const struct batch *b)
{
    int32_t panel[BATCH];
    double u[BATCH];
    size_t from[BATCH];
    broadening_place(a->broadening, b->value, b->n, panel, u);
    for (size_t i = 0; i < b->n; i++) {
        size_t block = key_table_find(&a->blocks, b->key[i])->number;
        bool changes = block > 0 && panel[i] >= 0;
        u[i] = changes ? u[i] : 0;
        from[i] = changes ? moments_of(a, block - 1, (size_t)panel[i]) : 0;
    }
    broadening_pulled(a->broadening, a->moment, a->group.n, from, u, b->n, a->by_weight, a->by_value);
}

/* to[i] += x[i] * y[i]. */
MANY_TARGETS static void add_products(double *restrict to, const double *restrict x, const double *restrict y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += x[i] * y[i];
}

MANY_TARGETS static void multiply(double *restrict to, const double *restrict by, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] *= by[i];
}

/* From weights and values to what these are functions of. */
static void chain(struct adjoint *a, const struct batch *b)
{
    const struct term *first = a->group.term[0];
    struct tuple_slopes *s = &a->slopes;
    unsigned edges = batch_edges(first->body);
    double by_value[BATCH] = {0}, by_taper[BATCH] = {0};
    for (size_t w = 0; w < a->group.n; w++) {
        add_products(by_value, b->weight[w], a->by_value[w], b->n);
        add_products(by_taper, b->weight[w], a->by_weight[w], b->n);
    }
    tuple_slopes_of_value(b, first, s);
    for (unsigned e = 0; e < edges; e++)
        multiply(s->edge[e], by_value, b->n);
    multiply(s->dot, by_value, b->n);
    multiply(s->cross2, by_value, b->n);
    tuple_slopes_of_taper(b, first, a->edge);
    for (unsigned e = 0; e < edges; e++)
        add_products(s->edge[e], by_taper, a->edge[e], b->n);
    for (size_t w = 0; w < a->group.n; w++) {
        multiply(a->by_weight[w], b->weight[w], b->n);
        tuple_slopes_of_weight(b, a->group.term[w], a->edge);
        for (unsigned e = 0; e < edges; e++)
            add_products(s->edge[e], a->by_weight[w], a->edge[e], b->n);
    }
}

void adjoint_add(struct adjoint *a, const struct batch *b, const struct arms *arms)
{
    unsigned body = a->group.term[0]->body;
    if (a->broadening->direct)
        pull_directly(a, b);
    else
        pull(a, b);
    chain(a, b);
    arms_gradient(arms, b, body, &a->slopes, a->by_arm);
    arms_add(arms, b->n, body, a->by_arm, a->to);
}
