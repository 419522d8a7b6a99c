/* Trials of kernel models of forces (learn/gradient_domain.h). */
#ifndef MBTR_GRADIENT_TRIAL_H
#define MBTR_GRADIENT_TRIAL_H

#include "kernel/kernel.h"
#include "learn/regression.h"
#include "learn/trial.h"
#include "tensor/representation.h"

/* The kernel between derivatives is computed once for all lambdas; with several there is memory for a second. k: one function of
   all terms and of structures, that has slopes. What cannot be learned or predicted ends the program. */
void gradient_trial_run(struct trial *t, const struct representation *r, const struct kernel *k, const struct regression *g);

#endif
