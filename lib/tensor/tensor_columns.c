#include "tensor/tensor_columns.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "tensor/blocks.h"

struct tensor_columns *tensor_columns_new(const struct layout *layout, size_t nterms)
{
    struct tensor_columns *c = mem_new(1, sizeof *c);
    *c = (struct tensor_columns){.nterms = nterms, .layout = layout, .term = mem_zero(nterms, sizeof *c->term)};
    return c;
}

void tensor_columns_free(struct tensor_columns *c)
{
    for (size_t i = 0; i < c->nterms; i++)
        free(c->term[i].key);
    free(c->term);
    free(c);
}

static void add_keys(struct term_columns *t, const struct blocks *b, unsigned body)
{
    for (size_t i = 0; i < b->n; i++) {
        const uint16_t *key = b->key + i * body;
        bool there;
        size_t place = blocks_place(t->key, t->nkeys, key, body, &there);
        if (there)
            continue;
        t->key = mem_grow(t->key, &t->capacity, size_mul(t->nkeys + 1, body), sizeof *t->key);
        memmove(t->key + (place + 1) * body, t->key + place * body, (t->nkeys - place) * body * sizeof *key);
        memcpy(t->key + place * body, key, body * sizeof *key);
        t->nkeys++;
    }
}

void tensor_columns_add(struct tensor_columns *c, const struct tensor *t)
{
    c->n = 0;
    for (size_t i = 0; i < c->nterms; i++) {
        add_keys(&c->term[i], &t->term[i], c->layout[i].body);
        c->term[i].first = c->n;
        c->n = size_add(c->n, size_mul(c->term[i].nkeys, c->layout[i].bins));
    }
}

size_t tensor_columns_find(const struct tensor_columns *c, size_t term, const uint16_t *key)
{
    const struct term_columns *t = &c->term[term];
    bool there;
    size_t place = blocks_place(t->key, t->nkeys, key, c->layout[term].body, &there);
    return there ? t->first + place * c->layout[term].bins : SIZE_MAX;
}

void tensor_columns_fill(const struct tensor_columns *c, const struct tensor *t, double *row)
{
    memset(row, 0, c->n * sizeof *row);
    for (size_t i = 0; i < c->nterms; i++) {
        unsigned body = c->layout[i].body;
        size_t bins = c->layout[i].bins;
        for (size_t j = 0; j < t->term[i].n; j++) {
            size_t column = tensor_columns_find(c, i, t->term[i].key + j * body);
            if (column < SIZE_MAX)
                memcpy(row + column, t->term[i].bin + j * bins, bins * sizeof *row);
        }
    }
}

void tensor_columns_scale(const struct tensor_columns *c, const double *scale, double *row)
{
    for (size_t i = 0; i < c->nterms; i++)
        for (size_t j = 0; j < c->term[i].nkeys * c->layout[i].bins; j++)
            row[c->term[i].first + j] *= scale[i];
}
