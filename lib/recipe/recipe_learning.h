/* What recipes ask of those who learn by them, for the ways that not all recipes go. What is wrong with one is a message without
   its name, valid until the next call in this thread; NULL: nothing. */
#ifndef MBTR_RECIPE_LEARNING_H
#define MBTR_RECIPE_LEARNING_H

#include "recipe/recipe.h"

/* Ends the program where a recipe, of this name or in a file of it, names environments: those who compare with all that there is
   do not heed them. */
void recipe_learning_with_all(const struct recipe *r, const char *name);

/* For properties of structures, by a kernel that compares atoms. */
const char *recipe_learning_atoms(const struct recipe *r);

/* For models that are sums over environments (learn/pivots.h), beside what is linear. */
const char *recipe_learning_environments(const struct recipe *r);

/* For models that hold the tensors of training structures, of forces among them (learn/gradient_domain.h). */
const char *recipe_learning_tensors(const struct recipe *r);

#endif
