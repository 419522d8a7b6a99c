#include "recipe/recipe_options.h"

#include <stdlib.h>

#include "base/die.h"
#include "recipe/recipe_file.h"
#include "recipe/recipe_parse.h"

struct recipe *recipe_options_get(const struct recipe_options *o, const char *stream_text, const char *stream_name)
{
    if (!o->name && !stream_text)
        die_usage("-c RECIPE is missing");
    char *text = o->name ? recipe_file_text(o->name) : NULL;
    struct recipe *r = recipe_parse(text ? text : stream_text, o->name ? o->name : stream_name, &o->set);
    free(text);
    return r;
}
