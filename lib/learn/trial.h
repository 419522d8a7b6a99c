/* Trials: a model learns from some of the examples, and predicts others; by each of several lambdas. */
#ifndef MBTR_TRIAL_H
#define MBTR_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/baseline.h"
#include "learn/examples.h"
#include "learn/folds.h"
#include "learn/regression.h"
#include "learn/score.h"

/* What is predicted by one lambda. */
struct predicted {
    bool solved;        /* false: the equations were not positive definite, and nothing is predicted */
    double *property;   /* totals, of each row of the examples that is tested */
    double *derivative; /* those that were observed (learn/observed.h), of one structure that is tested after the other */
};

/* The rest is borrowed. */
struct trial {
    const struct examples *examples;
    const struct fold *fold; /* structures to learn from and to test with */
    const double *lambda;
    size_t n;                    /* lambdas */
    size_t *row, nrows;          /* rows of the examples that are tested */
    size_t *derivative;          /* of each structure that is tested, its first one, and behind these their number */
    struct predicted *predicted; /* by each lambda */
};

struct trial trial_new(const struct examples *e, const struct fold *f, const double *lambda, size_t n);
void trial_free(struct trial *t);

/* The total of the i-th row that is tested, of which so much was learned besides its baseline. An element that the baseline lacks
   ends the program. */
double trial_total(const struct trial *t, size_t i, const struct baseline *b, double learned, bool per_atom);

/* What errors are of: the property's total, and per atom; components of forces, and of the stress; all that was observed, over
   its noise (learn/regression.h). */
enum trial_error { TRIAL_TOTAL, TRIAL_PER_ATOM, TRIAL_FORCES, TRIAL_STRESS, TRIAL_ALL, TRIAL_ERRORS };

/* Adds the errors of what was predicted by the i-th lambda. False where it was not solved, or is not finite. */
bool trial_score(const struct trial *t, size_t i, const struct regression *g, struct score to[TRIAL_ERRORS]);

#endif
