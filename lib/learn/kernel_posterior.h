/* What kernel models that hold their training tensors know of a structure (learn/posterior.h): the kernel of its property, and
   of the derivatives of that, with what was learned from, which is the property of each training structure or derivatives of
   it (learn/force_kernel.h). */
#ifndef MBTR_KERNEL_POSTERIOR_H
#define MBTR_KERNEL_POSTERIOR_H

#include "learn/uncertainty.h"

/* Functions of rows of uncertainty_kinds[]: of models that learned from the property alone, and of those that did from its
   derivatives. */
void *kernel_posterior_of_values(const struct uncertain_model *m);
void *kernel_posterior_of_derivatives(const struct uncertain_model *m);
void kernel_posterior_free(void *state);
void kernel_posterior_fill(const void *state, const struct observed *o, const struct changes *c,
                           const struct uncertain_rows *to);

#endif
