/* What was predicted by the trials of a plan, written to a table when a trial is done, from which a later run goes on. */
#ifndef MBTR_PLAN_LOG_H
#define MBTR_PLAN_LOG_H

#include <stdbool.h>

#include "learn/examples.h"
#include "learn/trial.h"
#include "recipe/recipe.h"
#include "tune/plan.h"

struct plan_log;

/* All are borrowed; path NULL: nothing is kept. A log of other structures, trials or recipes ends the program. */
struct plan_log *plan_log_open(const char *path, const struct recipe *r, const struct examples *e, const struct plan *p);
void plan_log_close(struct plan_log *l);

/* Gives a trial, the i-th of the plan, what is known to have been predicted by its one lambda; false: nothing. */
bool plan_log_find(const struct plan_log *l, size_t i, struct trial *t);

/* Adds what was predicted. */
void plan_log_add(struct plan_log *l, size_t i, const struct trial *t);

#endif
