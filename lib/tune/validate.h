/* Errors of structures that are held out, fold after fold. */
#ifndef MBTR_VALIDATE_H
#define MBTR_VALIDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/examples.h"
#include "learn/folds.h"
#include "recipe/recipe.h"
#include "tune/errors.h"
#include "tune/learner.h"

/* Learns once per fold, from every structure that is not held out or from each second of them, ..., and predicts what the fold
   holds out: of all folds the errors by each of n lambdas; solved[i]: false where the equations of one were not positive
   definite. What cannot be learned ends the program. */
void validate(struct learner *l, const struct recipe *r, const struct examples *e, const struct folds *f, size_t every,
              const double *lambda, size_t n, struct errors *to, bool *solved);

#endif
