/* Trials of models that are linear in their unknowns (learn/linear.h), beside chosen environments or without. */
#ifndef MBTR_LINEAR_TRIAL_H
#define MBTR_LINEAR_TRIAL_H

#include <stdbool.h>

#include "kernel/kernel.h"
#include "learn/known_changes.h"
#include "learn/regression.h"
#include "learn/trial.h"
#include "tensor/representation.h"

/* Structures are read once, or twice where the kernel names environments; all lambdas are then solved for by the same normal
   equations. What cannot be learned, and an element that the structures to learn from lack and the baseline needs, ends the
   program. With lambda_energy equations depend on lambda, and there is to be one, the recipe's. known: where changes of the
   examples' tensors are kept, which are those of r. */
void linear_trial_run(struct trial *t, const struct representation *r, const struct kernel *k, const struct regression *g,
                      struct known_changes *known);

#endif
