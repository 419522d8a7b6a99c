/* The trials of a plan, made one after the other. */
#ifndef MBTR_PLAN_RUN_H
#define MBTR_PLAN_RUN_H

#include "learn/examples.h"
#include "learn/trial.h"
#include "recipe/recipe.h"
#include "tune/plan.h"
#include "tune/plan_log.h"

/* Learns and predicts by the recipe, but for what the log has, and gives each trial to a function, in the order of the plan. The
   structures of a trial are counted among those of its seed alone, in the order of all. What cannot be learned, or is not
   finite, ends the program. elements: those of the examples. */
void plan_run(const struct plan *p, const struct recipe *r, const struct examples *e, const struct element_set *elements,
              struct plan_log *log, void (*done)(void *context, const struct plan_trial *of, const struct trial *t),
              void *context);

#endif
