/* Normal equations of all that was observed, or of one kind of it (learn/regression.h), so that each tells how well it was fitted. */
#ifndef MBTR_ROW_SUMS_H
#define MBTR_ROW_SUMS_H

#include <stddef.h>

#include "learn/linear_rows.h"
#include "learn/regression.h"
#include "solve/normal.h"

/* Sums over rows that are weighed; {0}: of none. */
struct row_sums {
    struct normal normal;
    size_t observations;
    double square; /* of what was observed */
};

void row_sums_free(struct row_sums *s);

void row_sums_add(struct row_sums *s, const struct row_block *b);

/* The same to those of REGRESSION_KINDS kinds, but not of forces, ... */
void row_sums_add_kinds(struct row_sums *s, const struct row_block *b);

/* ... of which nearly all rows are: they are what the others leave of all. */
void row_sums_set_forces(struct row_sums *s, const struct row_sums *all);

#endif
