/* xyz2mbtr: structures to many-body tensors. */
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "geometry/geometry_functions.h"
#include "geometry/weighting_functions.h"
#include "recipe/recipe.h"
#include "recipe/recipe_file.h"
#include "recipe/recipe_options.h"
#include "recipe/recipe_text.h"
#include "recipe/symmetry_section.h"
#include "stream/tensor_stream.h"
#include "structure/structure_reader.h"
#include "tensor/many_body.h"
#include "tensor/tensor_options.h"

static struct recipe_options recipe_options;
static struct structure_options structure_options;
static char *symbols;
static bool local, list_recipes, list_functions, show_recipe;

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    STRUCTURE_OPTIONS(structure_options),
    TENSOR_OPTIONS,
    {0, "local", OPTION_FLAG, &local, NULL, "a tensor for each atom instead of each structure"},
    {0, "elements", OPTION_TEXT, &symbols, "H,C", "of atoms only those of these elements"},
    {0, "functions", OPTION_FLAG, &list_functions, NULL, "list the geometry and weighting functions"},
    {0, "recipes", OPTION_FLAG, &list_recipes, NULL, "list the recipes that come along"},
    {0, "show-recipe", OPTION_FLAG, &show_recipe, NULL, "print the recipe of -c and -s"},
    {0},
};

static const struct program program = {
    .name = "xyz2mbtr",
    .about = "Computes the many-body tensor of each structure.",
    .operands = "[FILE.xyz ...]",
    .options = options,
};

/* A recipe file as it was written, comments and all, unless values were overridden. */
static void print_recipe(const struct recipe *r)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    char *text = recipe_options.set.n == 0 ? recipe_file_text(recipe_options.name) : recipe_text(r);
    output_write(out, text, strlen(text));
    free(text);
    output_close(out);
}

/* The atoms whose tensors are wanted; false: structures are. */
static bool wants_atoms(const struct recipe *r, struct element_set *elements)
{
    bool wanted = local || recipe_takes_atoms(r);
    if (!symbols)
        return wanted;
    element_set_read(elements, symbols);
    if (!wanted)
        die_usage("--elements is for tensors of atoms: give --local, or regression.of=atoms");
    if (r->kernel.atoms != ATOMS_NONE)
        die_usage("--elements does not go with kernel.atoms, which takes all atoms of a structure");
    return true;
}

static void make_tensors(struct recipe *r, char **paths, size_t count)
{
    struct element_set elements = {0};
    bool atoms = wants_atoms(r, &elements);
    representation_expect(&r->representation, &many_body_row, recipe_options.name);
    const struct tensor_stream_labels labels = {r->regression.forces, r->regression.stress};
    symmetry_section_find(&r->representation.symmetry, paths, count, &structure_options);
    structure_options.vectors = labels.forces || labels.stress;
    struct structure_reader *from = structure_reader_open(paths, count, &structure_options);
    char *text = recipe_text(r);
    tensor_stream_write(from, &r->representation, atoms ? &elements : NULL, &labels, common.output, "xyz2mbtr " MBTR_VERSION,
                        text);
    free(text);
    structure_reader_close(from);
}

static void print_functions(void)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    output_print(out, "function\tof\tbody\tvalue\n");
    for (const struct geometry_function *g = geometry_functions; g->name; g++)
        output_print(out, "%s\tgeometry\t%u\t%s%s%s\n", g->name, g->body, g->doc, *g->unit ? ", " : "", g->unit);
    for (const struct weighting_function *w = weighting_functions; w->name; w++)
        for (unsigned body = 1; body <= BODY_MAX; body++)
            if (w->bodies & 1u << body)
                output_print(out, "%s\tweighting\t%u\t%s\n", w->name, body, w->doc);
    output_close(out);
}

static void print_recipes(void)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    recipe_file_list(out);
    output_close(out);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    if (list_recipes) {
        print_recipes();
        output_commit();
        return EXIT_SUCCESS;
    }
    if (list_functions) {
        print_functions();
        output_commit();
        return EXIT_SUCCESS;
    }
    struct recipe *r = recipe_options_get(&recipe_options, NULL, NULL);
    if (show_recipe)
        print_recipe(r);
    else
        make_tensors(r, argv, count);
    recipe_free(r);
    free(recipe_options.set.at);
    output_commit();
    return EXIT_SUCCESS;
}
