#include "tensor/blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

bool blocks_same_layout(const struct layout *a, const struct layout *b, size_t nterms)
{
    for (size_t i = 0; i < nterms; i++)
        if (a[i].body != b[i].body || a[i].bins != b[i].bins || a[i].start != b[i].start || a[i].stop != b[i].stop)
            return false;
    return true;
}

void blocks_resize(struct blocks *b, size_t n, unsigned body, size_t bins)
{
    b->key = mem_grow(b->key, &b->key_capacity, size_mul(n, body), sizeof *b->key);
    b->bin = mem_grow(b->bin, &b->bin_capacity, size_mul(n, bins), sizeof *b->bin);
    b->n = n;
}

int blocks_compare_keys(const uint16_t *a, const uint16_t *b, unsigned body)
{
    for (unsigned i = 0; i < body; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

size_t blocks_place(const uint16_t *keys, size_t n, const uint16_t *key, unsigned body, bool *there)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (blocks_compare_keys(keys + middle * body, key, body) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *there = low < n && blocks_compare_keys(keys + low * body, key, body) == 0;
    return low;
}

double *blocks_at(struct blocks *b, const uint16_t *key, unsigned body, size_t bins)
{
    bool there;
    size_t place = blocks_place(b->key, b->n, key, body, &there);
    if (!there) {
        blocks_resize(b, b->n + 1, body, bins);
        memmove(b->key + (place + 1) * body, b->key + place * body, (b->n - 1 - place) * body * sizeof *key);
        memmove(b->bin + (place + 1) * bins, b->bin + place * bins, (b->n - 1 - place) * bins * sizeof *b->bin);
        memcpy(b->key + place * body, key, body * sizeof *key);
        memset(b->bin + place * bins, 0, bins * sizeof *b->bin);
    }
    return b->bin + place * bins;
}

void blocks_free(struct blocks *b)
{
    free(b->key);
    free(b->bin);
    *b = (struct blocks){0};
}

void blocks_copy(struct blocks *to, const struct blocks *from, unsigned body, size_t bins)
{
    blocks_resize(to, from->n, body, bins);
    if (from->n == 0)
        return;
    memcpy(to->key, from->key, from->n * body * sizeof *to->key);
    memcpy(to->bin, from->bin, from->n * bins * sizeof *to->bin);
}

void blocks_mirror(const uint16_t *key, unsigned body, uint16_t *to)
{
    for (unsigned k = 0; k < body; k++)
        to[k] = key[body - 1 - k];
}

void blocks_fold(struct blocks *b, unsigned body, size_t bins, double factor)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->n; i++) {
        const uint16_t *key = b->key + i * body;
        uint16_t mirror[KEY_MAX];
        blocks_mirror(key, body, mirror);
        int order = blocks_compare_keys(key, mirror, body);
        if (order > 0)
            continue;
        double by = body == 1 ? 1 : order == 0 ? 0.5 : factor;
        for (size_t j = 0; j < bins; j++)
            b->bin[kept * bins + j] = by * b->bin[i * bins + j];
        memmove(b->key + kept * body, key, body * sizeof *key);
        kept++;
    }
    b->n = kept;
}
