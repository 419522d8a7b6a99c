/* The trials that a validation is made of: which structures each learns from, and which it predicts. */
#ifndef MBTR_PLAN_H
#define MBTR_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/amount.h"
#include "learn/folds.h"

struct plan_trial {
    size_t seed;      /* of a learning curve; trials of one seed follow each other, and predict the same structures */
    struct fold fold; /* places of structures */
};

struct plan {
    size_t n;
    struct plan_trial *at;
};

/* A trial for each fold. */
struct plan plan_of_folds(const struct folds *f);

/* What learning curves are made from: all structures but those that are predicted, sizes of training sets, or parts of all these,
   that ascend, how many choices of each. value: of each structure, what choices are spread over (learn/split.h). */
struct plan_curve {
    const struct folds *predicted; /* in a fold; NULL: each seed holds out others: */
    size_t holdout;
    const double *value;
    const struct amount *size;
    size_t sizes, seed, repeats;
};

/* A trial for each size, of each seed. Structures that are held out, and then of the rest those that are learned from, are those
   that xyz-split chooses by the same seed. Sizes that there are not enough structures for, or that do not ascend, end the program. */
struct plan plan_of_curve(const struct plan_curve *c, size_t n);
void plan_free(struct plan *p);

#endif
