/* The recipe's search section: which of its values may be varied, and the grid that each number moves on, start times
   factor^step between min and max. A name moves on its list; its step is its place there. */
#ifndef MBTR_SEARCH_H
#define MBTR_SEARCH_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "recipe/recipe.h"
#include "recipe/yaml.h"

/* Reads the section into r, replacing what it holds; appends it; forgets it. */
void search_set(struct recipe *r, struct yaml *y, const yaml_node_t *n);
void search_print(const struct recipe *r, struct bytes *to);
void search_free(struct recipe *r);

/* Ends the program where a path leads nowhere, or a name in a list gives no recipe. name stands in messages. */
void search_check(struct recipe *r, const char *name);

/* The step to begin with: 0, or of a list the place of the name that the recipe has, else of the first. */
long search_start(struct recipe *r, size_t row);

/* Whether a step stays in the range. */
bool search_allows(const struct search *s, long step);

/* The number at a step: rounded to ten digits, so that grids that begin at each other's points meet, but for the start.
 */
double search_value(const struct search *s, long step);

/* The step whose value a text is; false when it is none of the grid's. */
bool search_step(const struct search *s, const char *text, long *step);

/* Gives the recipe the values at these steps, one per row. */
void search_apply(struct recipe *r, const long *step);

/* Appends the value at a step. */
void search_print_value(const struct search *s, long step, struct bytes *to);

/* Makes the recipe's own values the starts, so that a search can go on from there. */
void search_restart(struct recipe *r, const long *step);

#endif
