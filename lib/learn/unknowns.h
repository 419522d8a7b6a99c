/* What is observed of structures as rows of numbers for the unknowns of a model that is linear in them (learn/linear.h): those
   of pivots (learn/pivot_rows.h), then those of the bins of weights. */
#ifndef MBTR_UNKNOWNS_H
#define MBTR_UNKNOWNS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "learn/changes.h"
#include "learn/observed.h"
#include "learn/pivot_rows.h"
#include "learn/primal_weights.h"
#include "learn/slopes.h"
#include "tensor/representation.h"

struct unknowns {
    struct pivot_rows *pivots; /* NULL: there are none */
    size_t npivots;
    const struct primal_weights *weights;
    double *scale; /* of each term: roots of what the kernel's linear part multiplies by */
    bool average;  /* tensors of atoms are averaged, not added up */
};

/* Of pivots, NULL: there are none, and weights, which may get further blocks; these and the kernel are borrowed. */
struct unknowns unknowns_new(const struct slopes *pivots, const struct primal_weights *weights, const struct representation *r,
                             const struct kernel *k);
void unknowns_free(struct unknowns *u);

size_t unknowns_count(const struct unknowns *u);

/* Writes the row of a structure's property, and behind it one for each derivative that was observed, by its changes (NULL: none of
   these), ld numbers from row to row. */
void unknowns_fill(const struct unknowns *u, const struct observed *o, const struct changes *c, struct pivot_rows_memory *m,
                   double *to, size_t ld);

#endif
