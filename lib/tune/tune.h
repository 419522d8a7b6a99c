/* Finding the values of a recipe with the smallest error for structures held out. */
#ifndef MBTR_TUNE_H
#define MBTR_TUNE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/output.h"
#include "learn/examples.h"
#include "learn/folds.h"
#include "recipe/recipe.h"
#include "tune/errors.h"
#include "tune/history.h"

struct tune_options {
    enum error_loss loss;   /* what is made small, ... */
    enum trial_error error; /* ... and of what; the recipe has such */
    size_t more;            /* structures to learn from later, for which the loss is extrapolated; 0: as many as there are */
    size_t evaluations;     /* at most as many new ones; 0: no limit */
    double seconds;         /* none is begun later; 0: no limit */
};

struct tune;

/* All are borrowed; elements: those of the examples. A recipe that lacks something ends the program. */
struct tune *tune_new(struct recipe *r, const struct examples *e, const struct element_set *elements, const struct folds *f,
                      const struct tune_options *o);
void tune_free(struct tune *t);

/* Searches, with what the history holds and adding to it, and gives the recipe the best values found. A search without
   any result ends the program. */
void tune_search(struct tune *t, struct history *h);

/* Writes the recipe, and above it what its error is. Warns of values at the end of their range. */
void tune_print(const struct tune *t, struct output *out);

#endif
