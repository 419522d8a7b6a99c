#include "tensor/jacobian.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "geometry/tuple_slopes.h"
#include "tensor/key_table.h"

/* How a tuple's weight and value change with the place of one of its atoms. */
struct share {
    uint32_t atom;
    double by_weight[3], by_value[3];
};

struct placed_key {
    uint64_t key;
    size_t block;
};

struct jacobian {
    const struct term *term;
    const struct broadening *broadening;
    size_t atoms;
    struct key_table blocks, shared; /* shared: block times atoms + atom */
    struct placed_key *block;        /* as they come, or by key once these are asked for */
    bool sorted;
    double *row;    /* of each entry of shared: 3 x bins */
    double *strain; /* of each block: STRAINS x bins */
    double *mass, *slope;
    struct tuple_slopes value, weight; /* of the batch at hand */
    double taper[EDGES_MAX][BATCH];
    double by_value[ARMS_MAX][3][BATCH], by_weight[ARMS_MAX][3][BATCH];
    size_t block_capacity, row_capacity, strain_capacity;
};

struct jacobian *jacobian_new(const struct term *term, const struct broadening *b)
{
    struct jacobian *j = mem_zero(1, sizeof *j);
    j->term = term;
    j->broadening = b;
    j->blocks = key_table_new();
    j->shared = key_table_new();
    j->mass = mem_new(b->bins, sizeof *j->mass);
    j->slope = mem_new(b->bins, sizeof *j->slope);
    return j;
}

void jacobian_free(struct jacobian *j)
{
    if (!j)
        return;
    key_table_free(&j->blocks);
    key_table_free(&j->shared);
    free(j->block);
    free(j->row);
    free(j->strain);
    free(j->mass);
    free(j->slope);
    free(j);
}

void jacobian_begin(struct jacobian *j, size_t atoms)
{
    key_table_reset(&j->blocks);
    key_table_reset(&j->shared);
    j->atoms = atoms;
    j->sorted = false;
}

/* Makes row n of so many numbers, all zero. */
static double *add_row(double *rows, size_t *capacity, size_t n, size_t width)
{
    rows = mem_grow(rows, capacity, size_mul(size_add(n, 1), width), sizeof *rows);
    memset(rows + n * width, 0, width * sizeof *rows);
    return rows;
}

static size_t block_of(struct jacobian *j, uint64_t key)
{
    const struct key_slot *slot = key_table_find(&j->blocks, key);
    size_t n = j->blocks.n;
    if (slot->number)
        return slot->number - 1;
    j->block = mem_grow(j->block, &j->block_capacity, size_add(n, 1), sizeof *j->block);
    j->block[n] = (struct placed_key){key, n};
    j->strain = add_row(j->strain, &j->strain_capacity, n, STRAINS * j->broadening->bins);
    key_table_add(&j->blocks, key);
    return n;
}

static double *row_of(struct jacobian *j, size_t block, uint32_t atom)
{
    size_t width = 3 * j->broadening->bins, n = j->shared.n;
    uint64_t key = block * j->atoms + atom;
    const struct key_slot *slot = key_table_find(&j->shared, key);
    if (slot->number)
        return j->row + (slot->number - 1) * width;
    j->row = add_row(j->row, &j->row_capacity, n, width);
    key_table_add(&j->shared, key);
    return j->row + n * width;
}

/* Adds w mass + v slope to bins from first to last - 1. */
static void add(double *to, const struct jacobian *j, size_t first, size_t last, double w, double v)
{
    for (size_t k = first; k < last; k++)
        to[k] += w * j->mass[k] + v * j->slope[k];
}

/* Adds to the share of an atom, which is new where none of the n that there are is its. */
static size_t add_share(struct share *s, size_t n, uint32_t atom, double sign, const struct jacobian *j, unsigned arm, size_t i)
{
    size_t k = 0;
    while (k < n && s[k].atom != atom)
        k++;
    if (k == n)
        s[n++] = (struct share){.atom = atom};
    for (unsigned c = 0; c < 3; c++) {
        s[k].by_weight[c] += sign * j->by_weight[arm][c][i];
        s[k].by_value[c] += sign * j->by_value[arm][c][i];
    }
    return n;
}

static void add_strain(struct jacobian *j, size_t block, const struct arms *a, size_t i, size_t first, size_t last)
{
    size_t bins = j->broadening->bins;
    for (unsigned e = 0; e < STRAINS; e++) {
        unsigned c = gradient_row[e], d = gradient_column[e];
        double w = 0, v = 0;
        for (unsigned arm = 0; arm < arms_of(j->term->body); arm++) {
            double x = a->vector[arm][c][i] / 2, y = a->vector[arm][d][i] / 2;
            w += j->by_weight[arm][c][i] * y + j->by_weight[arm][d][i] * x;
            v += j->by_value[arm][c][i] * y + j->by_value[arm][d][i] * x;
        }
        add(j->strain + (block * STRAINS + e) * bins, j, first, last, w, v);
    }
}

static void add_tuple(struct jacobian *j, const struct batch *b, const struct arms *a, size_t i)
{
    struct share share[2 * ARMS_MAX];
    size_t n = 0, first, last, bins = j->broadening->bins, block = block_of(j, b->key[i]);
    broadening_rows(j->broadening, b->value[i], j->mass, j->slope, &first, &last);
    for (unsigned arm = 0; arm < arms_of(j->term->body); arm++) {
        n = add_share(share, n, a->to[arm][i], 1, j, arm, i);
        n = add_share(share, n, a->from[arm][i], -1, j, arm, i);
    }
    for (size_t k = 0; k < n; k++) {
        double *row = row_of(j, block, share[k].atom);
        for (unsigned c = 0; c < 3; c++)
            add(row + c * bins, j, first, last, share[k].by_weight[c], share[k].by_value[c]);
    }
    add_strain(j, block, a, i, first, last);
}

/* Multiplies derivatives of one number of each of n tuples by the weights. */
static void weigh(struct tuple_slopes *s, const double *weight, size_t n)
{
    for (unsigned e = 0; e < EDGES_MAX; e++)
        for (size_t i = 0; i < n; i++)
            s->edge[e][i] *= weight[i];
    for (size_t i = 0; i < n; i++) {
        s->dot[i] *= weight[i];
        s->cross2[i] *= weight[i];
    }
}

void jacobian_add(struct jacobian *j, const struct batch *b, const double *weight, const struct arms *arms)
{
    unsigned body = j->term->body;
    tuple_slopes_of_value(b, j->term, &j->value);
    tuple_slopes_of_weight(b, j->term, j->weight.edge);
    tuple_slopes_of_taper(b, j->term, j->taper);
    for (unsigned e = 0; e < batch_edges(body); e++)
        for (size_t i = 0; i < b->n; i++)
            j->weight.edge[e][i] += j->taper[e][i];
    weigh(&j->value, weight, b->n);
    weigh(&j->weight, weight, b->n);
    arms_gradient(arms, b, body, &j->value, j->by_value);
    arms_gradient(arms, b, body, &j->weight, j->by_weight);
    for (size_t i = 0; i < b->n; i++)
        add_tuple(j, b, arms, i);
}

static int by_key(const void *a, const void *b)
{
    uint64_t p = ((const struct placed_key *)a)->key, q = ((const struct placed_key *)b)->key;
    return (p > q) - (p < q);
}

/* The derivatives of a block with respect to a coordinate; NULL: all are 0. */
static const double *find(const struct jacobian *j, size_t block, size_t coordinate)
{
    size_t bins = j->broadening->bins, atom = coordinate / 3;
    if (atom >= j->atoms)
        return j->strain + (block * STRAINS + coordinate - 3 * j->atoms) * bins;
    size_t place = key_table_find(&j->shared, block * j->atoms + atom)->number;
    return place ? j->row + ((place - 1) * 3 + coordinate % 3) * bins : NULL;
}

void jacobian_blocks(struct jacobian *j, size_t coordinate, struct blocks *to)
{
    size_t bins = j->broadening->bins, n = 0;
    unsigned body = j->term->body;
    if (!j->sorted && j->blocks.n > 0)
        qsort(j->block, j->blocks.n, sizeof *j->block, by_key);
    j->sorted = true;
    blocks_resize(to, j->blocks.n, body, bins);
    for (size_t i = 0; i < j->blocks.n; i++) {
        const double *from = find(j, j->block[i].block, coordinate);
        if (!from)
            continue;
        for (unsigned k = 0; k < body; k++)
            to->key[n * body + k] = (uint16_t)(j->block[i].key >> 16 * (body - 1 - k));
        memcpy(to->bin + n++ * bins, from, bins * sizeof *from);
    }
    to->n = n;
}
