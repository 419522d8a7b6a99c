#include "tensor/accumulator.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"

struct slot {
    uint64_t key;
    size_t block; /* from 1; 0: the slot is free */
};

/* A block of the tensor that is a stored block times a factor. */
struct written_block {
    uint64_t key;
    size_t block;
    double factor;
};

struct accumulator {
    const struct term *term;
    const struct broadening *broadening;
    struct slot *slot; /* hash table, a power of two, at most half full */
    size_t slots;
    uint64_t *key;  /* of each block */
    double *row;    /* of each block: a padded row */
    uint32_t *node; /* of each block, per node: where its moments are, from 1; 0: it holds none */
    double *moment;
    size_t nblocks, nmoments;
    struct written_block *entry;
    size_t key_capacity, row_capacity, node_capacity, moment_capacity, entry_capacity;
};

enum { SLOTS = 64 };

struct accumulator *accumulator_new(const struct term *term, const struct broadening *b)
{
    struct accumulator *s = mem_zero(1, sizeof *s);
    s->term = term;
    s->broadening = b;
    s->slots = SLOTS;
    s->slot = mem_zero(s->slots, sizeof *s->slot);
    return s;
}

void accumulator_free(struct accumulator *s)
{
    if (!s)
        return;
    free(s->slot);
    free(s->key);
    free(s->row);
    free(s->node);
    free(s->moment);
    free(s->entry);
    free(s);
}

void accumulator_reset(struct accumulator *s)
{
    memset(s->slot, 0, s->slots * sizeof *s->slot);
    s->nblocks = s->nmoments = 0;
}

static struct slot *find(const struct accumulator *s, uint64_t key)
{
    size_t i = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (s->slots - 1);
    while (s->slot[i].block && s->slot[i].key != key)
        i = (i + 1) & (s->slots - 1);
    return &s->slot[i];
}

static void add_slots(struct accumulator *s)
{
    s->slots = size_mul(s->slots, 2);
    free(s->slot);
    s->slot = mem_zero(s->slots, sizeof *s->slot);
    for (size_t b = 0; b < s->nblocks; b++)
        *find(s, s->key[b]) = (struct slot){s->key[b], b + 1};
}

/* Makes row n of a matrix of width elements a row, all zero. */
static void *add_row(void *rows, size_t *capacity, size_t n, size_t width, size_t size)
{
    if (width == 0)
        return rows;
    rows = mem_grow(rows, capacity, size_mul(size_add(n, 1), width), size);
    memset((char *)rows + n * width * size, 0, width * size);
    return rows;
}

static size_t add_block(struct accumulator *s, uint64_t key)
{
    const struct broadening *b = s->broadening;
    size_t n = s->nblocks++;
    s->key = mem_grow(s->key, &s->key_capacity, s->nblocks, sizeof *s->key);
    s->row = add_row(s->row, &s->row_capacity, n, b->padded, sizeof *s->row);
    s->node = add_row(s->node, &s->node_capacity, n, b->nodes, sizeof *s->node);
    s->key[n] = key;
    if (2 * s->nblocks > s->slots)
        add_slots(s);
    else
        *find(s, key) = (struct slot){key, s->nblocks};
    return n;
}

static size_t block_of(struct accumulator *s, uint64_t key)
{
    const struct slot *slot = find(s, key);
    return slot->block ? slot->block - 1 : add_block(s, key);
}

/* Makes moments of a node, all zero; returns their place from 1. */
static uint32_t add_moments(struct accumulator *s)
{
    s->moment = add_row(s->moment, &s->moment_capacity, s->nmoments, MOMENTS, sizeof *s->moment);
    return (uint32_t)++s->nmoments;
}

static double *moments_of(struct accumulator *s, size_t block, size_t node)
{
    uint32_t *place = &s->node[block * s->broadening->nodes + node];
    if (!*place)
        *place = add_moments(s);
    return s->moment + ((size_t)*place - 1) * MOMENTS;
}

MANY_TARGETS static void gather(struct accumulator *s, const struct batch *b)
{
    struct spread spread;
    broadening_spread(s->broadening, b->value, b->weight, b->n, &spread);
    for (size_t i = 0; i < b->n; i++)
        broadening_gather(&spread, i, moments_of(s, block_of(s, b->key[i]), (size_t)spread.node[i]));
}

void accumulator_add(struct accumulator *s, const struct batch *b)
{
    const struct broadening *g = s->broadening;
    if (!g->direct)
        gather(s, b);
    for (size_t i = 0; g->direct && i < b->n; i++) {
        size_t block = block_of(s, b->key[i]);
        broadening_add(g, b->value[i], b->weight[i], s->row + block * g->padded);
    }
}

static void expand(struct accumulator *s)
{
    const struct broadening *b = s->broadening;
    for (size_t i = 0; i < s->nblocks; i++)
        for (size_t n = 0; n < b->nodes; n++) {
            uint32_t place = s->node[i * b->nodes + n];
            if (place)
                broadening_expand(b, n, s->moment + ((size_t)place - 1) * MOMENTS, s->row + i * b->padded);
        }
}

static uint64_t reversed(uint64_t key, unsigned body)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < body; i++, key >>= 16)
        r = r << 16 | (key & 0xffff);
    return r;
}

static bool is_empty(const struct accumulator *s, size_t block)
{
    const double *bin = s->row + block * s->broadening->padded + s->broadening->margin;
    for (size_t j = 0; j < s->broadening->bins; j++)
        if (bin[j] != 0)
            return false;
    return true;
}

static int by_key(const void *a, const void *b)
{
    uint64_t p = ((const struct written_block *)a)->key, q = ((const struct written_block *)b)->key;
    return (p > q) - (p < q);
}

/* What is to be written. Both directions of a tuple contribute the same, so counting both doubles the blocks whose key
   reads the same backwards and gives the others a mirror. Returns the number of entries. */
static size_t list_entries(struct accumulator *s, bool both)
{
    double factor = s->term->density ? 1 / s->broadening->width : 1;
    size_t n = 0;
    s->entry = mem_grow(s->entry, &s->entry_capacity, size_mul(s->nblocks, 2), sizeof *s->entry);
    for (size_t i = 0; i < s->nblocks; i++) {
        uint64_t mirror = reversed(s->key[i], s->term->body);
        if (is_empty(s, i))
            continue;
        s->entry[n++] = (struct written_block){s->key[i], i, both && mirror == s->key[i] ? 2 * factor : factor};
        if (both && mirror != s->key[i])
            s->entry[n++] = (struct written_block){mirror, i, factor};
    }
    if (n > 0)
        qsort(s->entry, n, sizeof *s->entry, by_key);
    return n;
}

void accumulator_finish(struct accumulator *s, bool both, struct blocks *to)
{
    const struct broadening *b = s->broadening;
    unsigned body = s->term->body;
    expand(s);
    size_t n = list_entries(s, both && body > 1);
    blocks_resize(to, n, body, b->bins);
    for (size_t i = 0; i < n; i++) {
        const double *row = s->row + s->entry[i].block * b->padded + b->margin;
        for (unsigned k = 0; k < body; k++)
            to->key[i * body + k] = (uint16_t)(s->entry[i].key >> 16 * (body - 1 - k));
        for (size_t j = 0; j < b->bins; j++)
            to->bin[i * b->bins + j] = s->entry[i].factor * row[j];
    }
}
