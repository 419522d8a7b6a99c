/* What models that are linear in their unknowns (learn/linear.h) know of a structure (learn/posterior.h): what its property, and the
   derivatives of that, count of the baseline's coefficients and of the unknowns. Each kind of observation has an s^2 of its own
   (learn/linear_variance.h), since noises that are good to learn by need not be those that are left. */
#ifndef MBTR_LINEAR_POSTERIOR_H
#define MBTR_LINEAR_POSTERIOR_H

#include "learn/uncertainty.h"

/* Functions of a row of uncertainty_kinds[]. */
void *linear_posterior_new(const struct uncertain_model *m);
void linear_posterior_free(void *state);
void linear_posterior_fill(const void *state, const struct observed *o, const struct changes *c,
                           const struct uncertain_rows *to);

#endif
