/* What is observed of structures as rows for the unknowns of a model that is linear in them (learn/unknowns.h), of a few structures
   at a time, so that memory does not grow with their number. */
#ifndef MBTR_LINEAR_ROWS_H
#define MBTR_LINEAR_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "learn/observed.h"
#include "learn/observed_source.h"
#include "learn/primal_weights.h"
#include "learn/regression.h"
#include "learn/slopes.h"
#include "learn/unknowns.h"
#include "tensor/representation.h"

struct linear_rows;

/* The rows of some structures: of the i-th those from first[i] to first[i + 1] - 1, its property's before those of its derivatives
   (learn/observed.h), and as many y, which are what was observed. They may be changed. */
struct row_block {
    const struct observed *observed;
    size_t n, rows, width; /* structures, their rows, and numbers of each row: unknowns so far */
    const size_t *first;
    double *row, *y;
};

/* For unknowns of pivots (NULL: there are none) and the bins of weights. All are borrowed. */
struct linear_rows *linear_rows_new(const struct representation *r, const struct kernel *k, const struct regression *g,
                                    const struct slopes *pivots, struct primal_weights *weights);
void linear_rows_free(struct linear_rows *l);

const struct unknowns *linear_rows_unknowns(const struct linear_rows *l);

/* Reads all structures of a source and gives their rows to take, by all threads; returns how many structures there were. learn:
   blocks that the weights do not have get unknowns; else they count nothing. A representation without derivatives ends the
   program where there are some. */
size_t linear_rows_read(struct linear_rows *l, struct observed_source *from, bool learn,
                        void (*take)(void *context, struct row_block *b), void *context);

/* Multiplies each row, and what was observed, by its weight (learn/regression.h). */
void linear_rows_weigh(const struct regression *g, struct row_block *b);

#endif
