/* How well the unknowns of a linear model fit what was observed (learn/linear.h): s^2, of an observation whose noise is 1, is the sum
   of the squares of residuals over the number of observations less what fits them, the trace of the matrix that makes
   predictions (C. Bishop, Pattern Recognition and Machine Learning, Springer, 2006, section 3.5.3). */
#ifndef MBTR_LINEAR_VARIANCE_H
#define MBTR_LINEAR_VARIANCE_H

#include <stddef.h>

#include "learn/linear_equations.h"
#include "solve/solver.h"

struct linear_variance {
    double all;
    double of[REGRESSION_KINDS]; /* of each kind of observation; as of all where hardly one of a kind is free */
};

/* Of unknowns x, solved for by equations that tell kinds apart; a: the factor of these plus a ridge, in this order. */
struct linear_variance linear_variance_find(const struct linear_equations *e, const struct equations *a, const size_t *order,
                                            const double *x);

#endif
