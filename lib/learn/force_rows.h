/* Structures with derivatives of their tensors, as rows of dense arrays. */
#ifndef MBTR_FORCE_ROWS_H
#define MBTR_FORCE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "tensor/tensor.h"
#include "tensor/tensor_columns.h"

struct force_rows {
    size_t n, columns;
    double *x;      /* n x columns: tensors, scaled */
    double *change; /* derivatives, rows x columns */
    size_t *first;  /* n + 1: the first row of each structure, and their number */
    double *square; /* |x|^2 of each structure */
    double *own;    /* of each row, its product with its structure's x */
};

/* Memory for n structures, of which the i-th has counts[i] rows. */
struct force_rows force_rows_new(size_t n, const size_t *counts, size_t columns);
void force_rows_free(struct force_rows *r);

size_t force_rows_count(const struct force_rows *r, size_t structure);

/* Whether there are structures, and all have as many rows. */
bool force_rows_are_alike(const struct force_rows *r);

/* Sets a structure by its tensor and as many changes as it has rows; scale: of each term. What has no columns is left out. */
void force_rows_set(struct force_rows *r, size_t structure, const struct tensor_columns *c, const double *scale,
                    const struct tensor *x, const struct tensor *change);

#endif
