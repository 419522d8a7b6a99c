#include "recipe/recipe_options.h"

#include <stdlib.h>

#include "base/die.h"
#include "recipe/recipe_file.h"
#include "recipe/recipe_once.h"
#include "recipe/recipe_parse.h"

/* The recipe that is named, with overrides, which must be the one that the stream carries. */
static struct recipe *get_same(const struct recipe_options *o, const char *text, const char *stream_text,
                               const char *stream_name)
{
    struct recipe *named = recipe_parse(text, o->name, NULL), *carried = recipe_parse(stream_text, stream_name, NULL);
    recipe_once_expect(named, carried, &o->set);
    struct recipe *r = recipe_parse(text, o->name, &o->set);
    recipe_once_take_symmetry(r, carried);
    recipe_free(named);
    recipe_free(carried);
    return r;
}

struct recipe *recipe_options_get(const struct recipe_options *o, const char *stream_text, const char *stream_name)
{
    if (!o->name && !stream_text)
        die_usage("-c RECIPE is missing");
    if (!o->name)
        return recipe_parse(stream_text, stream_name, &o->set);
    char *text = recipe_file_text(o->name);
    struct recipe *r = stream_text ? get_same(o, text, stream_text, stream_name) : recipe_parse(text, o->name, &o->set);
    free(text);
    return r;
}
