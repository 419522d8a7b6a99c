/* Leave-one-out (learn/posterior.h): what a model would predict for each training structure had it been trained on all
   others, per atom where the model learned so. The baseline stays what it was fitted to, all structures. */
#ifndef MBTR_LEAVE_ONE_OUT_H
#define MBTR_LEAVE_ONE_OUT_H

#include "learn/posterior.h"
#include "learn/ridge.h"

/* Leaves n structures out of all predictions, that of themselves and each other too, so that wrong references do not
   hide behind each other: one after the other the one whose residual is largest, by its variance, when those before it
   are left out. s^2 becomes that of the rest. Memory of n vectors, n^2 operations each. */
void leave_one_out_suspect(struct leave_one_out *l, const struct ridge *r, size_t n);

/* Writes a table of predictions (learn/prediction_table.h): totals, whether the model learned per atom or not. */
void leave_one_out_write(const char *path, const struct leave_one_out *l, const struct ridge *r, const struct regression *g);

#endif
