/* Learning curves: errors against the number of structures to learn from, of each seed; and how many there must be for an error
   that is wanted. */
#ifndef MBTR_CURVE_ERRORS_H
#define MBTR_CURVE_ERRORS_H

#include "base/output.h"
#include "learn/regression.h"
#include "learn/trial.h"
#include "tune/plan.h"

struct curve_errors;

/* The regression is borrowed. goal: "MAE=0.5", a column of the table and what is wanted of it; NULL: nothing is. What is no such
   goal is wrong usage. */
struct curve_errors *curve_errors_new(const struct regression *g, const char *goal);
void curve_errors_free(struct curve_errors *c);

/* Adds the errors of a trial, in the order of a plan; context: a struct curve_errors (tune/plan_run.h). */
void curve_errors_add(void *context, const struct plan_trial *of, const struct trial *t);

/* Writes a table of model, n, seed and errors: MAE, RMSE, per atom, ..., a row for each trial. */
void curve_errors_write(const struct curve_errors *c, const char *model, struct output *out);

/* Says by which power of the number of structures an error falls, that of the goal, and with how many the goal is reached: by the
   larger half of the sizes, of which the smaller ones tell little. Nothing is said of less than two sizes. */
void curve_errors_say(const struct curve_errors *c);

#endif
