/* Evaluates points of a search's grid, each with other lambdas that cost little more: a pass. Passes are of groups of lambdas that do
   not overlap, so that a group is known as a whole or not at all, and what a search finds does not depend on what it knew. */
#ifndef MBTR_EVALUATOR_H
#define MBTR_EVALUATOR_H

#include <stdbool.h>

#include "learn/examples.h"
#include "learn/folds.h"
#include "recipe/recipe.h"
#include "tune/history.h"

struct evaluator;

/* All are borrowed; elements: those of the examples. halves: with errors of every second structure too. A recipe that cannot be
   learned, as its values are now, ends the program. */
struct evaluator *evaluator_new(struct recipe *r, const struct examples *e, const struct element_set *elements,
                                const struct folds *f, bool halves);
void evaluator_free(struct evaluator *v);

/* Gives the recipe the values of a point; whether a history has the whole group of this. */
bool evaluator_knows(struct evaluator *v, const struct history *h, const long *step);

/* Adds the evaluations of the group that a history lacks, the recipe having the values of the point, whose own comes last: a log
   that has it has all. Values that cannot be learned with do not count. */
void evaluator_run(struct evaluator *v, struct history *h, const long *step);

/* Moves a point of which the group is known to the lambda with the smallest loss, which is returned. */
double evaluator_choose(struct evaluator *v, const struct history *h, long *step,
                        double (*loss)(const void *context, const struct evaluation *e), const void *context);

/* Matrices of terms, or of kernels that take atoms, that were computed so far. */
size_t evaluator_computed(const struct evaluator *v);

#endif
