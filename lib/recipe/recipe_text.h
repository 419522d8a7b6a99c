/* Recipes as texts. */
#ifndef MBTR_RECIPE_TEXT_H
#define MBTR_RECIPE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "recipe/recipe.h"

/* The recipe as YAML, complete and in one form: equal recipes give equal texts. Free with free(). */
char *recipe_text(const struct recipe *r);

/* Appends what tensors depend on: all terms, with their scales or without, and the keys that no section holds; or of these one
   term, and the rest. */
void recipe_text_tensors(const struct recipe *r, bool scales, struct bytes *to);
void recipe_text_term(const struct recipe *r, size_t term, bool scale, struct bytes *to);

#endif
