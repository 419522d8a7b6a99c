#include "tensor/tensor.h"

#include <stdlib.h>
#include <string.h>

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

void tensor_copy(struct tensor *to, const struct tensor *from, const struct layout *l)
{
    tensor_reset(to, from->nterms);
    for (size_t i = 0; i < from->nterms; i++)
        blocks_copy(&to->term[i], &from->term[i], l[i].body, l[i].bins);
}

void tensor_list_grow(struct tensor_list *l, size_t n)
{
    if (n <= l->room)
        return;
    l->at = mem_resize(l->at, n, sizeof *l->at);
    memset(l->at + l->room, 0, (n - l->room) * sizeof *l->at);
    l->room = n;
}

void tensor_list_free(struct tensor_list *l)
{
    for (size_t i = 0; i < l->room; i++)
        tensor_free(&l->at[i]);
    free(l->at);
    *l = (struct tensor_list){0};
}
