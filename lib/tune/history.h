/* The evaluations of a search: kept, found again, and written to a table as they come, from which a later run goes on. */
#ifndef MBTR_HISTORY_H
#define MBTR_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/examples.h"
#include "learn/folds.h"
#include "recipe/recipe.h"
#include "tune/errors.h"

struct evaluation {
    long *step;  /* of each row of the search section */
    bool solved; /* else the matrix was not positive definite */
    struct errors errors;
    struct errors half; /* trained with every second structure, where that is asked for */
    double seconds;
    bool seen; /* it was asked for */
};

struct history;

/* The recipe is borrowed. halves: evaluations have errors of every second structure too. path: the log, NULL for none; what it
   holds is taken in, but for a last line that was cut and evaluations that are not on the recipe's grids. A log of other
   structures, folds or paths, or of a recipe with other values besides those that are searched, ends the program. */
struct history *history_open(const char *path, struct recipe *r, const struct examples *e, const struct folds *f, bool halves);
void history_close(struct history *h);

/* The evaluation at these steps, NULL when there is none; valid until the next is added. */
const struct evaluation *history_find(const struct history *h, const long *step);

/* Counts one that was asked for, once. */
void history_see(struct history *h, const long *step);

/* Adds n of them, whose steps are copied. */
void history_add(struct history *h, const struct evaluation *e, size_t n);

/* How many there are that were asked for. */
size_t history_seen(const struct history *h);

#endif
