/* mbtr-kernel: tensors to rows of a kernel matrix. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "learn/rows.h"
#include "recipe/kernels.h"
#include "recipe/recipe.h"

static struct recipe_options recipe_options;
static char *train;
static bool sum;

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    {'x', "train", OPTION_TEXT, &train, "TRAIN", "rows against the tensors in TRAIN instead of against each other"},
    {0, "sum", OPTION_FLAG, &sum, NULL, "add the kernels of atoms (xyz2mbtr --local) into those of structures"},
    {0},
};

static const struct program program = {
    "mbtr-kernel", "Computes the rows of a kernel matrix.", "[FILE ...]", options};

/* Tensors that the recipe does not describe are another experiment's. */
static void check_recipe(const struct recipe *r, const struct header *h, const char *name)
{
    if (sum && !h->local)
        die("%s: --sum needs tensors of atoms: xyz2mbtr --local", name);
    struct recipe *other = recipe_parse(h->recipe, name, NULL);
    const char *difference = recipe_difference(r, other);
    if (difference)
        die("%s: its tensors were made by another recipe: %s differs", name, difference);
    recipe_free(other);
}

/* Keys that stand for atoms mean the same only where the atoms are the same. */
static void check_atoms(const struct header *a, const struct header *b, const char *name)
{
    if (a->local != b->local || a->nspecies != b->nspecies ||
        (a->nspecies > 0 && memcmp(a->species, b->species, a->nspecies) != 0))
        die("%s: its tensors are of other atoms than those of %s", name, train);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    const char *name = count > 0 ? argv[0] : "standard input";
    struct reader *from = reader_open(argv, count, HOLDS_TENSOR);
    struct reader *columns = train ? reader_open(&train, 1, HOLDS_TENSOR) : NULL;
    struct recipe *r = recipe_get(&recipe_options, reader_header(columns ? columns : from)->recipe, train ? train : name);
    if (!r->kernel.part[0].function)
        die("the recipe has no kernel section");
    check_recipe(r, reader_header(from), name);
    if (columns) {
        check_recipe(r, reader_header(columns), train);
        check_atoms(reader_header(from), reader_header(columns), name);
    }

    struct kernel_label label = kernel_label(&r->kernel);
    struct rows *rows = rows_new(r->terms, r->nterms, &r->kernel, &label, sum);
    char *text = recipe_text(r);
    if (columns)
        rows_against(rows, columns, from, common.output, "mbtr-kernel " MBTR_VERSION, text);
    else
        rows_symmetric(rows, from, common.output, "mbtr-kernel " MBTR_VERSION, text);

    rows_free(rows);
    free(label.function);
    free(text);
    recipe_free(r);
    reader_close(columns);
    reader_close(from);
    free(recipe_options.set.at);
    return EXIT_SUCCESS;
}
