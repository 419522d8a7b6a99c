#include "learn/set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"
#include "base/memory.h"

enum { SLOTS = 256 };

struct set *set_new(const struct layout *layout, const double *scale, size_t nterms)
{
    struct set *s = mem_zero(1, sizeof *s);
    s->nterms = nterms;
    s->layout = layout;
    s->scale = scale;
    s->slots = SLOTS;
    s->slot = mem_zero(s->slots, sizeof *s->slot);
    for (size_t i = 0; i < nterms; i++)
        if (layout[i].body > sizeof((struct block *)0)->key / sizeof *((struct block *)0)->key)
            die("keys of more than 16 entries");
    return s;
}

void set_free(struct set *s)
{
    if (!s)
        return;
    set_clear(s);
    for (size_t i = 0; i < s->block_capacity; i++) {
        free(s->block[i].member);
        free(s->block[i].row);
    }
    free(s->block);
    free(s->slot);
    free(s->square);
    free(s->sum);
    free(s);
}

/* Blocks keep their memory for those that come next. */
void set_clear(struct set *s)
{
    for (size_t p = 0; p < s->npanels; p++) {
        free(s->panel[p].member);
        free(s->panel[p].row);
        free(s->panel[p].excess);
    }
    free(s->panel);
    s->panel = NULL;
    s->n = s->nblocks = s->npanels = 0;
    memset(s->slot, 0, s->slots * sizeof *s->slot);
}

static size_t *find_slot(const struct set *s, size_t term, const uint16_t *key)
{
    size_t bytes = s->layout[term].body * sizeof *key;
    size_t i = (size_t)XXH3_64bits_withSeed(key, bytes, term) & (s->slots - 1);
    for (; s->slot[i]; i = (i + 1) & (s->slots - 1)) {
        const struct block *b = &s->block[s->slot[i] - 1];
        if (b->term == term && memcmp(b->key, key, bytes) == 0)
            break;
    }
    return &s->slot[i];
}

const struct block *set_find(const struct set *s, size_t term, const uint16_t *key)
{
    size_t slot = *find_slot(s, term, key);
    return slot ? &s->block[slot - 1] : NULL;
}

static void grow_slots(struct set *s)
{
    s->slots = size_mul(s->slots, 2);
    free(s->slot);
    s->slot = mem_zero(s->slots, sizeof *s->slot);
    for (size_t i = 0; i < s->nblocks; i++)
        *find_slot(s, s->block[i].term, s->block[i].key) = i + 1;
}

static struct block *block_for(struct set *s, size_t term, const uint16_t *key)
{
    size_t *slot = find_slot(s, term, key);
    if (*slot)
        return &s->block[*slot - 1];
    size_t old = s->block_capacity;
    s->block = mem_grow(s->block, &s->block_capacity, s->nblocks + 1, sizeof *s->block);
    memset(s->block + old, 0, (s->block_capacity - old) * sizeof *s->block);
    struct block *b = &s->block[s->nblocks++];
    b->term = term;
    b->n = 0;
    memcpy(b->key, key, s->layout[term].body * sizeof *key);
    *slot = s->nblocks;
    if (2 * s->nblocks > s->slots)
        grow_slots(s);
    return b;
}

static void add_row(struct set *s, struct block *b, const double *bin, size_t bins)
{
    double scale = s->scale[b->term], sum = 0, square = 0;
    b->member = mem_grow(b->member, &b->member_capacity, b->n + 1, sizeof *b->member);
    b->row = mem_grow(b->row, &b->row_capacity, size_mul(b->n + 1, bins), sizeof *b->row);
    double *row = b->row + b->n * bins;
    for (size_t i = 0; i < bins; i++) {
        row[i] = scale * bin[i];
        sum += fabs(row[i]);
        square += row[i] * row[i];
    }
    b->member[b->n++] = s->n;
    s->sum[s->n] += sum;
    s->square[s->n] += square;
}

void set_add(struct set *s, const struct tensor *t)
{
    s->square = mem_grow(s->square, &s->square_capacity, s->n + 1, sizeof *s->square);
    s->sum = mem_grow(s->sum, &s->sum_capacity, s->n + 1, sizeof *s->sum);
    s->square[s->n] = s->sum[s->n] = 0;
    for (size_t i = 0; i < s->nterms; i++) {
        const struct blocks *b = &t->term[i];
        for (size_t j = 0; s->scale[i] != 0 && j < b->n; j++)
            add_row(s, block_for(s, i, b->key + j * s->layout[i].body), b->bin + j * s->layout[i].bins, s->layout[i].bins);
    }
    s->n++;
}

size_t member_from(const size_t *member, size_t n, size_t structure)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (member[middle] < structure)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
