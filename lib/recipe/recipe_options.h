/* The options of all programs that take a recipe. */
#ifndef MBTR_RECIPE_OPTIONS_H
#define MBTR_RECIPE_OPTIONS_H

#include "base/options.h"
#include "recipe/recipe.h"

/* The options -c RECIPE and -s PATH=VALUE, as rows for a program's option table. */
struct recipe_options {
    char *name;
    struct texts set;
};
#define RECIPE_OPTIONS(o)                                                                                            \
    {'c', "recipe", OPTION_INPUT, &(o).name, "RECIPE", "the experiment: a YAML file, or one of xyz2mbtr --recipes"}, \
    {                                                                                                                \
        's', "set", OPTION_TEXTS, &(o).set, "PATH=VALUE", "override one value of the recipe, kernel.sigma=4"         \
    }

/* Reads the recipe that the options name, with their overrides. Where no name was given the text that came with a
   stream is used; with neither, wrong usage. With both they must be one recipe (recipe/recipe_once.h). */
struct recipe *recipe_options_get(const struct recipe_options *o, const char *stream_text, const char *stream_name);

#endif
