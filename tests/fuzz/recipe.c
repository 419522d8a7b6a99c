/* Recipes: what was read is written, and must be read as the same again. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/options.h"
#include "fuzz/harness.h"
#include "recipe/recipe.h"
#include "recipe/recipe_parse.h"
#include "recipe/recipe_text.h"

void fuzz_read(const uint8_t *bytes, size_t n)
{
    struct texts none = {0};
    char *text = mem_text_n((const char *)bytes, n);
    struct recipe *r = recipe_parse(text, "recipe", &none);
    char *once = recipe_text(r);
    struct recipe *again = recipe_parse(once, "again", &none);
    char *twice = recipe_text(again);
    if (strcmp(once, twice) != 0 || recipe_difference(r, again))
        abort();
    recipe_free(r);
    recipe_free(again);
    free(text);
    free(once);
    free(twice);
}
