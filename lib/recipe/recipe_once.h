/* A recipe is named once, at the first step: streams carry it to the later ones. */
#ifndef MBTR_RECIPE_ONCE_H
#define MBTR_RECIPE_ONCE_H

#include "base/options.h"
#include "recipe/recipe.h"

/* Where a later step names one nevertheless, without overrides, it must be that of the stream, of which another name stands in
   messages: else the program ends, with the first value that differs, here and there. Sections that an override is in are the
   step's own and are not compared, nor is what a search would try. */
void recipe_once_expect(const struct recipe *named, const struct recipe *carried, const struct texts *set);

/* Where the symmetry is to be found, it is what was found when the stream was made, which then has the other's. */
void recipe_once_take_symmetry(struct recipe *named, struct recipe *carried);

#endif
