/* Whether tensors fit a recipe and each other. */
#ifndef MBTR_RECIPE_MATCH_H
#define MBTR_RECIPE_MATCH_H

#include "recipe/recipe.h"
#include "stream/header.h"

/* Tensors that the recipe does not describe are another experiment's: they end the program. name: of their stream, or
   of a model for such tensors. */
void recipe_match(const struct recipe *r, const struct header *h, const char *name);

/* What reading a stream does not tell of its header: ends the program unless the recipe there can be read, and terms and
   baseline are as it says. */
void recipe_match_header(const struct header *h, const char *name);

/* Keys that stand for atoms mean the same only where the atoms are the same: others end the program. other: what a is of. */
void recipe_match_atoms(const struct header *h, const char *name, const struct header *a, const char *other);

#endif
