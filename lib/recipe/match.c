#include "recipe/match.h"

#include <string.h>

#include "base/error.h"

void match_recipe(const struct recipe *r, const struct header *h, const char *name)
{
    struct recipe *other = recipe_parse(h->recipe, name, NULL);
    const char *difference = recipe_difference(r, other);
    if (difference)
        die("%s: its tensors were made by another recipe: %s differs", name, difference);
    recipe_free(other);
}

void match_atoms(const struct header *h, const char *name, const struct header *a, const char *other)
{
    if (h->local != a->local || h->nspecies != a->nspecies ||
        (h->nspecies > 0 && memcmp(h->species, a->species, h->nspecies) != 0))
        die("%s: its tensors are of other atoms than those of %s", name, other);
}
