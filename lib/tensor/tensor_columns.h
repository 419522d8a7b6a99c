/* Tensors as rows of a dense array: a column for each bin of every block that any of them has, by term and key. */
#ifndef MBTR_TENSOR_COLUMNS_H
#define MBTR_TENSOR_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

#include "tensor/blocks.h"
#include "tensor/tensor.h"

struct tensor_columns {
    size_t nterms, n; /* terms, columns */
    const struct layout *layout;
    struct term_columns {
        uint16_t *key; /* nkeys, ascending */
        size_t nkeys, capacity;
        size_t first; /* column of the first key's first bin */
    } * term;
};

/* The layout of nterms terms is borrowed. */
struct tensor_columns *tensor_columns_new(const struct layout *layout, size_t nterms);
void tensor_columns_free(struct tensor_columns *c);

/* Makes columns for the blocks that a tensor has and those before lack; columns of others may move. */
void tensor_columns_add(struct tensor_columns *c, const struct tensor *t);

/* The first column of a block; SIZE_MAX where it has none. */
size_t tensor_columns_find(const struct tensor_columns *c, size_t term, const uint16_t *key);

/* Writes a tensor as a row of c->n numbers, 0 where it lacks a block; blocks that have no columns are left out. */
void tensor_columns_fill(const struct tensor_columns *c, const struct tensor *t, double *row);

/* Multiplies the columns of each term by its scale. */
void tensor_columns_scale(const struct tensor_columns *c, const double *scale, double *row);

#endif
