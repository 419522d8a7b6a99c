/* Local search on the grid of a recipe's search section (recipe/search_section.h): along one number after the other, on
   in a direction while that helps, until no step of one number helps, nor of two at once; then, from what was found,
   with each other name of each list. The same in every run. */
#ifndef MBTR_DESCENT_H
#define MBTR_DESCENT_H

#include <stdbool.h>

#include "recipe/recipe.h"

struct descent {
    const struct recipe *r;
    /* What is to be made small, infinite where there is no value; false: the search is to end. A point may come again, and it may
       be moved to a better one that is known along with it. */
    bool (*loss)(void *context, long *step, double *loss);
    void *context;
    long *step;  /* of each row: where to begin, then the best found */
    double best; /* its loss, infinite at first */
};

/* False when loss ended the search. */
bool descent_run(struct descent *d);

#endif
