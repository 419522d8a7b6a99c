/* Whether tensors fit a recipe and each other. */
#ifndef MBTR_RECIPE_MATCH_H
#define MBTR_RECIPE_MATCH_H

#include "learn/model.h"
#include "recipe/recipe.h"
#include "stream/header.h"

/* Tensors that the recipe does not describe are another experiment's: they end the program. name: of their stream, or
   of a model for such tensors. */
void recipe_match(const struct recipe *r, const struct header *h, const char *name);

/* What reading a stream does not tell of its header: ends the program unless the recipe there can be read, and terms and
   baseline are as it says. */
void recipe_match_header(const struct header *h, const char *name);

/* What a model, whose recipe this is, must be to predict from structures (learn/potential.h): of a property of structures, with
   tensors as the recipe has them, and a kernel that has slopes where it holds training tensors. Others end the program; one that
   holds no tensors and no weights on them is left to who asks. */
void recipe_match_potential(const struct recipe *r, const struct model *m, const char *name);

#endif
