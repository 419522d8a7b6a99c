/* Errors of kernel ridge regression for structures that it was not trained with. */
#ifndef MBTR_VALIDATE_H
#define MBTR_VALIDATE_H

#include <stdbool.h>

#include "kernel/kernel.h"
#include "kernel/kernel_row.h"
#include "learn/examples.h"
#include "learn/folds.h"
#include "learn/regression.h"
#include "learn/score.h"

/* Trains once per fold, with every structure that is not held out or with each second of them, ..., and predicts what the fold
   holds out; scores[0] is of totals, [1] per atom, over all folds. False when a matrix is not positive definite. An element
   that a fold's training structures lack, and the baseline needs, ends the program. */
bool validate(const struct examples *e, const struct folds *f, size_t every, const struct kernel_rows *k,
              const struct regression *g, struct score scores[2]);

#endif
