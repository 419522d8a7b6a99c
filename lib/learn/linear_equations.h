/* Least squares of a model that is linear in its unknowns (learn/linear.h): the normal equations of all that was observed, ready to
   be solved for any lambda. */
#ifndef MBTR_LINEAR_EQUATIONS_H
#define MBTR_LINEAR_EQUATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "learn/free_baseline.h"
#include "learn/linear_rows.h"
#include "learn/observed_source.h"
#include "learn/primal_weights.h"
#include "learn/regression.h"
#include "learn/row_sums.h"
#include "learn/slopes.h"
#include "tensor/representation.h"

struct linear_equations {
    const struct regression *regression;
    struct linear_rows *rows;
    struct primal_weights *weights; /* with deviations of bins, and no weights yet */
    struct row_sums all;            /* of pivots, then bins, without the baseline, ... */
    struct free_baseline *baseline; /* ... which is solved for first */
    struct row_sums *kind;          /* of each kind of observation, where that is wanted, without the baseline too; else NULL */
    size_t n;                       /* structures */
    double *sum;                    /* of each bin over structures */
    size_t sum_capacity;
};

/* Of all structures of a source, for pivots (NULL: there are none), whose kernel's curved part k has, and the bins of its linear
   part. kinds: whether sums of each kind of observation are wanted. The source may go, the others are borrowed. No structure ends
   the program. */
struct linear_equations *linear_equations_new(struct observed_source *train, const struct representation *r,
                                              const struct kernel *k, const struct regression *g, const struct slopes *pivots,
                                              bool kinds);
/* Weights that were taken out, and are NULL there, stay. */
void linear_equations_free(struct linear_equations *e);

/* What is added to the diagonal of the equations for a lambda. */
double linear_equations_ridge(const struct linear_equations *e, double lambda);

/* Solves for the unknowns; false where the equations are not positive definite. */
bool linear_equations_solve(const struct linear_equations *e, double lambda, double *x);

#endif
