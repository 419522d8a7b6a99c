/* Leave-one-out: what a model would predict for each training structure had it been trained on all others, in closed
   form (C. Rasmussen, C. Williams, Gaussian Processes for Machine Learning, MIT Press, 2006, section 5.4.2). With A = K
   + lambda I the residual, reference minus prediction, is alpha_i / [A^-1]_ii and its variance s^2 / [A^-1]_ii, s^2
   being such that the mean of the residuals' squares over their variances is 1: s^2 = mean of residual_i^2 [A^-1]_ii.
   The baseline stays what it was fitted to, all structures. */
#ifndef MBTR_LEAVE_ONE_OUT_H
#define MBTR_LEAVE_ONE_OUT_H

#include "learn/ridge.h"

struct leave_one_out {
    double *residual; /* of each structure, reference minus prediction, per atom where the model learned so */
    double *inverse;  /* s^2 over its variance: the diagonal of A^-1 */
    double variance;  /* s^2 */
};

/* Of a fitted model; costs as much as the factorisation. */
struct leave_one_out leave_one_out_new(const struct ridge *r);
void leave_one_out_free(struct leave_one_out *l);

/* Leaves n structures out of all predictions, that of themselves and each other too, so that wrong references do not
   hide behind each other: one after the other the one whose residual is largest, by its variance, when those before it
   are left out. s^2 becomes that of the rest. Memory of n vectors, n^2 operations each. */
void leave_one_out_suspect(struct leave_one_out *l, const struct ridge *r, size_t n);

/* Writes a table of predictions (learn/prediction_table.h): totals, whether the model learned per atom or not. */
void leave_one_out_write(const char *path, const struct leave_one_out *l, const struct ridge *r,
                         const struct regression *g);

#endif
