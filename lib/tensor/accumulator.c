#include "tensor/accumulator.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "tensor/key_table.h"

/* A block of the tensor that is a stored block times a factor. */
struct written_block {
    uint64_t key;
    size_t block;
    double factor;
};

/* Contributions of one block to one panel. */
struct cell {
    uint32_t place; /* where its moments are, from 1; 0: nowhere yet */
    uint32_t n;     /* how many wait; while they are sorted, where the next one goes */
};

enum { QUEUE = 8192 };

/* Contributions wait until they are many, and are then gathered cell by cell: a cell's moments stay in registers. */
struct queue {
    size_t n, ncells;
    size_t cell[QUEUE], touched[QUEUE]; /* of each contribution; those that are of any */
    double u[QUEUE], sorted_u[QUEUE];
    double (*weight)[QUEUE], (*sorted_weight)[QUEUE]; /* of each term */
};

struct accumulator {
    struct term_group group;
    const struct broadening *broadening;
    struct key_table blocks;
    uint64_t *key;     /* of each block */
    double *row;       /* of each block: a padded row per term */
    struct cell *cell; /* of each block, per panel */
    double *moment;    /* of each cell that has any: those of each term */
    size_t nmoments;
    struct queue queue;
    struct written_block *entry;
    size_t key_capacity, row_capacity, cell_capacity, moment_capacity, entry_capacity;
};

struct accumulator *accumulator_new(const struct term_group *g, const struct broadening *b)
{
    struct accumulator *s = mem_zero(1, sizeof *s);
    s->group = *g;
    s->broadening = b;
    s->blocks = key_table_new();
    s->queue.weight = mem_new(g->n, sizeof *s->queue.weight);
    s->queue.sorted_weight = mem_new(g->n, sizeof *s->queue.sorted_weight);
    return s;
}

void accumulator_free(struct accumulator *s)
{
    if (!s)
        return;
    key_table_free(&s->blocks);
    free(s->key);
    free(s->row);
    free(s->cell);
    free(s->moment);
    free(s->queue.weight);
    free(s->queue.sorted_weight);
    free(s->entry);
    free(s);
}

void accumulator_reset(struct accumulator *s)
{
    key_table_reset(&s->blocks);
    s->nmoments = s->queue.n = s->queue.ncells = 0;
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
    size_t n = s->blocks.n;
    s->key = mem_grow(s->key, &s->key_capacity, size_add(n, 1), sizeof *s->key);
    s->row = add_row(s->row, &s->row_capacity, n, s->group.n * b->padded, sizeof *s->row);
    s->cell = add_row(s->cell, &s->cell_capacity, n, b->panels, sizeof *s->cell);
    s->key[n] = key;
    key_table_add(&s->blocks, key);
    return n;
}

static inline size_t block_of(struct accumulator *s, uint64_t key)
{
    const struct key_slot *slot = key_table_find(&s->blocks, key);
    return slot->number ? slot->number - 1 : add_block(s, key);
}

static double *moments_of(struct accumulator *s, struct cell *cell)
{
    size_t n = s->group.n * s->broadening->moments;
    if (!cell->place) {
        s->moment = add_row(s->moment, &s->moment_capacity, s->nmoments, n, sizeof *s->moment);
        cell->place = (uint32_t)++s->nmoments;
    }
    return s->moment + ((size_t)cell->place - 1) * n;
}

/* By cell, those first that were touched first. */
static void sort_queue(struct accumulator *s)
{
    struct queue *q = &s->queue;
    uint32_t begin = 0;
    for (size_t c = 0; c < q->ncells; c++) {
        uint32_t n = s->cell[q->touched[c]].n;
        s->cell[q->touched[c]].n = begin;
        begin += n;
    }
    for (size_t i = 0; i < q->n; i++) {
        uint32_t to = s->cell[q->cell[i]].n++;
        q->sorted_u[to] = q->u[i];
        for (size_t w = 0; w < s->group.n; w++)
            q->sorted_weight[w][to] = q->weight[w][i];
    }
}

static void empty_queue(struct accumulator *s)
{
    struct queue *q = &s->queue;
    size_t begin = 0;
    sort_queue(s);
    for (size_t c = 0; c < q->ncells; c++) {
        struct cell *cell = &s->cell[q->touched[c]];
        double *moment = moments_of(s, cell);
        for (size_t w = 0; w < s->group.n; w++)
            broadening_gather(s->broadening, q->sorted_u + begin, q->sorted_weight[w] + begin, cell->n - begin,
                              moment + w * s->broadening->moments);
        begin = cell->n;
        cell->n = 0;
    }
    q->n = q->ncells = 0;
}

static void enqueue(struct accumulator *s, const struct batch *b)
{
    const struct broadening *g = s->broadening;
    struct queue *q = &s->queue;
    int32_t panel[BATCH];
    double u[BATCH];
    if (q->n + b->n > QUEUE)
        empty_queue(s);
    broadening_place(g, b->value, b->n, panel, u);
    for (size_t i = 0; i < b->n; i++) {
        if (panel[i] < 0)
            continue;
        size_t cell = block_of(s, b->key[i]) * g->panels + (size_t)panel[i];
        if (s->cell[cell].n++ == 0)
            q->touched[q->ncells++] = cell;
        q->cell[q->n] = cell;
        q->u[q->n] = u[i];
        for (size_t w = 0; w < s->group.n; w++)
            q->weight[w][q->n] = b->weight[w][i];
        q->n++;
    }
}

void accumulator_add(struct accumulator *s, const struct batch *b)
{
    const struct broadening *g = s->broadening;
    if (!g->direct)
        enqueue(s, b);
    for (size_t i = 0; g->direct && i < b->n; i++) {
        size_t block = block_of(s, b->key[i]);
        for (size_t w = 0; w < s->group.n; w++)
            broadening_add(g, b->value[i], b->weight[w][i], s->row + (block * s->group.n + w) * g->padded);
    }
}

/* From moments to rows, after which there are no moments. */
static void expand(struct accumulator *s)
{
    const struct broadening *b = s->broadening;
    for (size_t i = 0; i < s->blocks.n; i++)
        for (size_t p = 0; p < b->panels; p++) {
            struct cell *cell = &s->cell[i * b->panels + p];
            for (size_t w = 0; cell->place && w < s->group.n; w++)
                broadening_expand(b, p, moments_of(s, cell) + w * b->moments, s->row + (i * s->group.n + w) * b->padded);
            cell->place = 0;
        }
    s->nmoments = 0;
}

static uint64_t reversed(uint64_t key, unsigned body)
{
    uint64_t r = 0;
    for (unsigned i = 0; i < body; i++, key >>= 16)
        r = r << 16 | (key & 0xffff);
    return r;
}

static const double *row_of(const struct accumulator *s, size_t block, size_t term)
{
    return s->row + (block * s->group.n + term) * s->broadening->padded + LANES;
}

static bool is_empty(const struct accumulator *s, const double *bin)
{
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
static size_t list_entries(struct accumulator *s, size_t term, bool both)
{
    double factor = s->group.term[term]->density ? 1 / s->broadening->width : 1;
    size_t n = 0;
    s->entry = mem_grow(s->entry, &s->entry_capacity, size_mul(s->blocks.n, 2), sizeof *s->entry);
    for (size_t i = 0; i < s->blocks.n; i++) {
        uint64_t mirror = reversed(s->key[i], s->group.term[term]->body);
        if (is_empty(s, row_of(s, i, term)))
            continue;
        s->entry[n++] = (struct written_block){s->key[i], i, both && mirror == s->key[i] ? 2 * factor : factor};
        if (both && mirror != s->key[i])
            s->entry[n++] = (struct written_block){mirror, i, factor};
    }
    if (n > 0)
        qsort(s->entry, n, sizeof *s->entry, by_key);
    return n;
}

void accumulator_finish(struct accumulator *s, size_t term, bool both, struct blocks *to)
{
    const struct broadening *b = s->broadening;
    unsigned body = s->group.term[term]->body;
    empty_queue(s);
    expand(s);
    size_t n = list_entries(s, term, both && body > 1);
    blocks_resize(to, n, body, b->bins);
    for (size_t i = 0; i < n; i++) {
        const double *row = row_of(s, s->entry[i].block, term);
        for (unsigned k = 0; k < body; k++)
            to->key[i * body + k] = (uint16_t)(s->entry[i].key >> 16 * (body - 1 - k));
        for (size_t j = 0; j < b->bins; j++)
            to->bin[i * b->bins + j] = s->entry[i].factor * row[j];
    }
}
