/* Block-sparse tensors: the blocks of each term. */
#ifndef MBTR_TENSOR_H
#define MBTR_TENSOR_H

#include <stddef.h>

#include "tensor/blocks.h"

struct tensor {
    size_t nterms;
    struct blocks *term;
};

/* What a tensor is divided by at the end: nothing; each term by its Euclidean norm; all by the number of atoms. */
enum normalize { NORMALIZE_NONE, NORMALIZE_L2, NORMALIZE_ATOMS };

/* Makes t hold nterms terms, each without blocks; keeps the memory it has. {0} at first. */
void tensor_reset(struct tensor *t, size_t nterms);
void tensor_free(struct tensor *t);

/* Makes one, whose memory is used again, a copy of another with terms of these layouts. */
void tensor_copy(struct tensor *to, const struct tensor *from, const struct layout *l);

/* Several tensors with their memory, which serves many structures; {0} at first. */
struct tensor_list {
    struct tensor *at;
    size_t room;
};

/* Makes room for n tensors, new ones empty; and frees all. */
void tensor_list_grow(struct tensor_list *l, size_t n);
void tensor_list_free(struct tensor_list *l);

#endif
