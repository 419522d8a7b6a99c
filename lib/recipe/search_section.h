/* The recipe's search section: which of its values may be varied, and how (tune/search_grid.h). */
#ifndef MBTR_SEARCH_SECTION_H
#define MBTR_SEARCH_SECTION_H

#include "base/bytes.h"
#include "base/options.h"
#include "recipe/recipe.h"
#include "recipe/yaml.h"

/* Reads the section into r, replacing what it holds; appends it. */
void search_section_set(struct recipe *r, struct yaml *y, const yaml_node_t *n);
void search_section_print(const struct recipe *r, struct bytes *to);

/* Ends the program where a path leads nowhere, a range beyond what the number may be, or a name in a list to no recipe; but
   rows below a section that was replaced, after the search section was read, go away. name stands in messages. */
void search_section_check(struct recipe *r, const struct texts *replaced, const char *name);

#endif
