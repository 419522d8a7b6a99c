/* The grid that the values of a recipe's search section move on: a number is start times factor^step, or start plus
   step times the width of one, between min and max; a name is one of its list, its step the place there. */
#ifndef MBTR_SEARCH_GRID_H
#define MBTR_SEARCH_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "recipe/recipe.h"

/* The step to begin with: 0, or of a list the place of the name that the recipe has, else of the first. */
long search_grid_start(struct recipe *r, size_t row);

/* The number at a step, of a row that is of numbers. */
double search_grid_value(const struct search *s, long step);

/* Whether a step stays in the range. */
bool search_grid_allows(const struct search *s, long step);

/* The step whose value a text is; false when it is none of the grid's. */
bool search_grid_step(const struct search *s, const char *text, long *step);

/* Gives the recipe the values at these steps, one per row. */
void search_grid_apply(struct recipe *r, const long *step);

/* Appends the value at a step. */
void search_grid_print(const struct search *s, long step, struct bytes *to);

/* Makes the recipe's own values, of numbers that changed since its search was written, the starts of this, within ranges that have
   room for them; rows of what is not there any more go away. */
void search_grid_follow(struct recipe *r);

/* Makes the recipe's own values the starts, so that a search can go on from there. */
void search_grid_restart(struct recipe *r, const long *step);

#endif
