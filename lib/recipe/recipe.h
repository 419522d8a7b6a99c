/* Recipes: one experiment in a YAML file, mbtr-recipe(5). Every program reads the whole, checks the whole and uses the
   section it needs. Errors end the program and name file, line and column. */
#ifndef MBTR_RECIPE_H
#define MBTR_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/options.h"
#include "base/output.h"
#include "geometry/term.h"
#include "kernel/kernel.h"
#include "learn/regression.h"
#include "tensor/many_body.h"

/* One row of the search section: the path of a number in the recipe and how to vary it, or of a name and which to try.
 */
struct search {
    char *path;
    double start, factor, min, max;
    char **names; /* nnames of them; 0: a number */
    size_t nnames;
};

struct recipe {
    const char *name; /* for messages; borrowed */
    size_t nterms;
    struct term *terms;
    enum normalize normalize;
    bool by_atom; /* species: atom */
    struct correlation correlation;
    struct kernel kernel;
    struct regression regression;
    size_t nsearch;
    struct search *search;
};

/* The options -c RECIPE and -s PATH=VALUE, as rows for a program's option table. */
struct recipe_options {
    char *name;
    struct texts set;
};
#define RECIPE_OPTIONS(o)                                                                                           \
    {'c', "recipe", OPTION_TEXT, &(o).name, "RECIPE", "the experiment: a YAML file, or one of xyz2mbtr --recipes"}, \
    {                                                                                                               \
        's', "set", OPTION_TEXTS, &(o).set, "PATH=VALUE", "override one value of the recipe, kernel.sigma=4"        \
    }

/* Reads the recipe that the options name, with their overrides. Where no name was given the text that came with a
   stream is used; with neither, wrong usage. */
struct recipe *recipe_get(const struct recipe_options *o, const char *stream_text, const char *stream_name);

/* Reads a recipe from a text; name stands in messages and is kept, not copied. */
struct recipe *recipe_parse(const char *text, const char *name, const struct texts *set);
void recipe_free(struct recipe *r);

/* What a program may not be able to do without; ends it where the recipe lacks one of these. */
enum need { NEED_KERNEL = 1, NEED_PROPERTY = 2, NEED_LAMBDA = 4, NEED_SEARCH = 8 };
void recipe_need(const struct recipe *r, unsigned needs);

/* Sets what follows from other keys, after some of these changed: body and bins of terms with 'matrix'. */
void recipe_settle(struct recipe *r);

/* What is wrong with the recipe that no single key tells, or NULL: as its values are now. Points to static memory. */
const char *recipe_problem(const struct recipe *r);

/* The recipe as YAML, complete and in one form: equal recipes give equal texts. Free with free(). */
char *recipe_text(const struct recipe *r);

/* The text of a recipe file, or of one that came along when there is no such file: free with free(). */
char *recipe_source(const char *name);
/* Prints name and first line of each recipe that came along. */
void recipe_list(struct output *out);

/* What the recipe says of tensors; it is borrowed. */
struct representation recipe_representation(const struct recipe *r);

/* Whether two recipes give the same tensors (all but scales in the representation): a message about the first
   difference, or NULL. Points to static memory. */
const char *recipe_difference(const struct recipe *a, const struct recipe *b);

#endif
