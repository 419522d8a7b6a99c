/* What was predicted of structures that were held out, in the order of the structures: a table, or frames. */
#ifndef MBTR_HELD_OUT_H
#define MBTR_HELD_OUT_H

#include "base/output.h"
#include "learn/examples.h"
#include "learn/regression.h"
#include "learn/trial.h"
#include "tune/plan.h"

struct held_out;

/* The examples are borrowed. */
struct held_out *held_out_new(const struct examples *e);
void held_out_free(struct held_out *h);

/* Adds what a trial predicted; context: a struct held_out (tune/plan_run.h). */
void held_out_add(void *context, const struct plan_trial *of, const struct trial *t);

/* Writes a table of predictions (learn/prediction_table.h); or each structure as krr-predict --xyz does, with forces and stress
   where it has such that are learned. */
void held_out_table(const struct held_out *h, const char *property, struct output *out);
void held_out_frames(const struct held_out *h, const struct regression *g, struct output *out);

#endif
