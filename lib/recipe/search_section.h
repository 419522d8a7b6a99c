/* The recipe's search section: which of its values may be varied, and how (tune/search_grid.h). */
#ifndef MBTR_SEARCH_SECTION_H
#define MBTR_SEARCH_SECTION_H

#include "base/bytes.h"
#include "recipe/recipe.h"
#include "recipe/yaml.h"

/* Reads the section into r, replacing what it holds; appends it. */
void search_section_set(struct recipe *r, struct yaml *y, const yaml_node_t *n);
void search_section_print(const struct recipe *r, struct bytes *to);

/* Ends the program where a path leads nowhere, or a name in a list gives no recipe. name stands in messages. */
void search_section_check(struct recipe *r, const char *name);

#endif
