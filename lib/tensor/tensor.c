#include "tensor/tensor.h"

#include <stdlib.h>

#include "base/mem.h"

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

void tensor_free(struct tensor *t)
{
    for (size_t i = 0; i < t->nterms; i++)
        blocks_free(&t->term[i]);
    free(t->term);
    *t = (struct tensor){0};
}
