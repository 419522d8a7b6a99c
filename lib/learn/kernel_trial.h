/* Trials of kernel ridge regression, of a property (learn/ridge.h). */
#ifndef MBTR_KERNEL_TRIAL_H
#define MBTR_KERNEL_TRIAL_H

#include "kernel/kernel_row.h"
#include "learn/regression.h"
#include "learn/trial.h"

/* By rows of the kernel of all examples. An element that the structures to learn from lack, and the baseline needs, ends the
   program. */
void kernel_trial_run(struct trial *t, const struct kernel_rows *k, const struct regression *g);

#endif
