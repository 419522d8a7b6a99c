/* xyz2cm: molecules to Coulomb matrices or bag of bonds. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "recipe/recipe.h"
#include "recipe/recipe_options.h"
#include "recipe/recipe_text.h"
#include "recipe/symmetry_section.h"
#include "stream/tensor_stream.h"
#include "structure/structure_reader.h"
#include "tensor/coulomb.h"

static struct recipe_options recipe_options;
static struct structure_options structure_options;
static struct choice matrix = {NAMES_OF(matrix_table), -1};
static bool bob, list;

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    {0, "matrix", OPTION_CHOICE, &matrix, "NAME", "without -c: which matrix, one of --matrices (default: coulomb)"},
    {0, "bob", OPTION_FLAG, &bob, NULL, "bag of bonds: --matrix bonds"},
    STRUCTURE_OPTIONS(structure_options),
    {0, "matrices", OPTION_FLAG, &list, NULL, "list the matrices"},
    {0},
};

static const struct program program = {
    .name = "xyz2cm",
    .about = "Computes the Coulomb matrix or bag of bonds of each molecule.",
    .operands = "[FILE.xyz ...]",
    .options = options,
};

/* That of -c, or one of a single term. */
static struct recipe *get_recipe(void)
{
    struct bytes text = {0};
    const char *name = matrix.place >= 0 ? names_at(matrix.names, matrix.place) : bob ? "bonds" : "coulomb";
    bytes_print(&text, "representation: [{matrix: %s}]", name);
    bool named = recipe_options.name != NULL;
    struct recipe *r = recipe_options_get(&recipe_options, named ? NULL : (char *)text.at, "--matrix");
    representation_expect(&r->representation, &coulomb_row, named ? recipe_options.name : "-s");
    bytes_free(&text);
    return r;
}

static void make_matrices(struct recipe *r, char **paths, size_t count)
{
    const struct tensor_stream_labels labels = {r->regression.forces, r->regression.stress};
    symmetry_section_find(&r->representation.symmetry, paths, count, &structure_options);
    structure_options.vectors = labels.forces || labels.stress;
    struct structure_reader *from = structure_reader_open(paths, count, &structure_options);
    char *text = recipe_text(r);
    tensor_stream_write(from, &r->representation, NULL, &labels, common.output, "xyz2cm " MBTR_VERSION, text);
    free(text);
    structure_reader_close(from);
}

static void print_matrices(void)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    output_print(out, "matrix\tkey\tholds\n");
    for (const struct matrix_row *m = matrix_table; m->name; m++)
        output_print(out, "%s\t%s\t%s\n", m->name, m->key, m->doc);
    output_close(out);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    if ((recipe_options.name != NULL) + (matrix.place >= 0) + bob > 1)
        die_usage("--recipe, --matrix and --bob exclude each other");
    if (list) {
        print_matrices();
        output_commit();
        return EXIT_SUCCESS;
    }
    struct recipe *r = get_recipe();
    make_matrices(r, argv, count);
    recipe_free(r);
    free(recipe_options.set.at);
    output_commit();
    return EXIT_SUCCESS;
}
