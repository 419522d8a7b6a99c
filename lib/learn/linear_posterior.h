/* What linear models that were learned by normal equations know of a structure (learn/posterior.h): what its property, and the
   derivatives of that, count of the baseline's coefficients and of the weights. */
#ifndef MBTR_LINEAR_POSTERIOR_H
#define MBTR_LINEAR_POSTERIOR_H

#include "learn/uncertainty.h"

/* Functions of a row of uncertainty_kinds[]. */
void *linear_posterior_new(const struct uncertain_model *m);
void linear_posterior_free(void *state);
void linear_posterior_fill(const void *state, const struct uncertain_structure *s, const struct uncertain_rows *to);

#endif
