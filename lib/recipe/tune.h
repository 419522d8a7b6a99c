/* Finding the values of a recipe with the smallest error for structures held out. */
#ifndef MBTR_TUNE_H
#define MBTR_TUNE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/output.h"
#include "learn/examples.h"
#include "learn/folds.h"
#include "recipe/history.h"
#include "recipe/recipe.h"

struct tune_options {
    bool mae;           /* the loss: the mean absolute error, else the root mean square ... */
    bool per_atom;      /* ... of the property per atom, else of totals */
    size_t evaluations; /* at most as many new ones; 0: no limit */
    double seconds;     /* none is begun later; 0: no limit */
};

struct tuning;

/* All are borrowed; a recipe that lacks something ends the program. */
struct tuning *tuning_new(struct recipe *r, const struct examples *e, const struct folds *f,
                          const struct tune_options *o);
void tuning_free(struct tuning *t);

/* Searches, with what the history holds and adding to it, and gives the recipe the best values found. A search without
   any result ends the program. */
void tuning_search(struct tuning *t, struct history *h);

/* Writes the recipe, and above it what its error is. Warns of values at the end of their range. */
void tuning_print(const struct tuning *t, struct output *out);

#endif
