#include "tensor/tensor.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

void tensor_reset(struct tensor *t, size_t nterms)
{
    if (nterms != t->nterms) {
        tensor_free(t);
        t->term = mem_zero(nterms, sizeof *t->term);
        t->nterms = nterms;
    }
    for (size_t i = 0; i < nterms; i++)
        t->term[i].n = 0;
}

void blocks_resize(struct blocks *b, size_t n, unsigned body, size_t bins)
{
    b->key = mem_grow(b->key, &b->key_capacity, size_mul(n, body), sizeof *b->key);
    b->bin = mem_grow(b->bin, &b->bin_capacity, size_mul(n, bins), sizeof *b->bin);
    b->n = n;
}

void tensor_free(struct tensor *t)
{
    for (size_t i = 0; i < t->nterms; i++) {
        free(t->term[i].key);
        free(t->term[i].bin);
    }
    free(t->term);
    *t = (struct tensor){0};
}

int key_compare(const uint16_t *a, const uint16_t *b, unsigned body)
{
    for (unsigned i = 0; i < body; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}
