/* Recipes as texts. */
#ifndef MBTR_RECIPE_TEXT_H
#define MBTR_RECIPE_TEXT_H

#include "recipe/recipe.h"

/* The recipe as YAML, complete and in one form: equal recipes give equal texts. Free with free(). */
char *recipe_text(const struct recipe *r);

#endif
