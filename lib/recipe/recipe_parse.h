/* Recipes from texts. */
#ifndef MBTR_RECIPE_PARSE_H
#define MBTR_RECIPE_PARSE_H

#include "base/options.h"
#include "recipe/recipe.h"

/* Reads a recipe from a text, with overrides PATH=VALUE (NULL: none); name stands in messages and is kept, not copied. */
struct recipe *recipe_parse(const char *text, const char *name, const struct texts *set);

#endif
