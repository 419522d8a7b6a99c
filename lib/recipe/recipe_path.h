/* Paths of values in a recipe: kernel.sigma, kernel.1.weight and representation.1.sigma (parts and terms count from
   1), correlation.length and correlation.factor.2.Cl (row and element) where there are such, normalize. */
#ifndef MBTR_RECIPE_PATH_H
#define MBTR_RECIPE_PATH_H

#include "base/field.h"
#include "recipe/recipe.h"

/* The field that a path leads to, and the section it is in; NULL when there is none. */
const struct field *recipe_path_find(struct recipe *r, const char *path, void **section);

#endif
