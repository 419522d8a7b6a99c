/* mbtr-kernel: tensors to rows of a kernel matrix. */
#include <stdlib.h>

#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "kernel/kernel_stream.h"
#include "recipe/kernel_section.h"
#include "recipe/recipe.h"
#include "recipe/recipe_learning.h"
#include "recipe/recipe_match.h"
#include "recipe/recipe_options.h"
#include "recipe/recipe_text.h"

static struct recipe_options recipe_options;
static char *train;
static bool sum, dry;

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    {'x', "against", OPTION_INPUT, &train, "TRAIN", "rows against the tensors in TRAIN instead of against each other"},
    {0, "sum", OPTION_FLAG, &sum, NULL, "as -s kernel.atoms=sum: add up the kernels of atoms (xyz2mbtr --local)"},
    {0, "dry-run", OPTION_FLAG, &dry, NULL, "print rows, bytes and operations; compute nothing"},
    {0},
};

static const struct program program = {
    .name = "mbtr-kernel",
    .about = "Computes the rows of a kernel matrix.",
    .operands = "[FILE ...]",
    .options = options,
};

static void check(const struct recipe *r, const struct header *h, const char *name)
{
    if (recipe_takes_atoms(r) && !h->local)
        die("%s: %s needs tensors of atoms: xyz2mbtr --local", name,
            sum                      ? "--sum"
            : r->kernel.atoms        ? "kernel.atoms"
            : r->regression.of_atoms ? "regression.of"
                                     : "kernel.match");
    if (sum && r->regression.of_atoms)
        die("%s: regression.of is atoms: --sum adds them up", r->name);
    recipe_match(r, h, name);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    struct reader *from = reader_open(argv, count, HOLDS_TENSOR);
    struct reader *columns = train ? reader_open(&train, 1, HOLDS_TENSOR) : NULL;
    const char *name = reader_file(from);
    struct recipe *r = recipe_options_get(&recipe_options, reader_header(columns ? columns : from)->recipe,
                                          train ? train : name);
    recipe_need(r, NEED_KERNEL);
    recipe_learning_with_all(r, r->name);
    if (sum)
        r->kernel.atoms = ATOMS_SUM;
    check(r, reader_header(from), name);
    if (columns) {
        check(r, reader_header(columns), train);
        header_expect_atoms(reader_header(from), name, reader_header(columns), train);
    }

    struct kernel_label label = kernel_section_label(&r->kernel);
    struct kernel_stream *rows = kernel_stream_new(&r->representation, &r->kernel, &label);
    char *text = recipe_text(r);
    const char *by = "mbtr-kernel " MBTR_VERSION;
    if (dry)
        forecast_print(kernel_stream_forecast(rows, columns, from, by, text));
    else if (columns)
        kernel_stream_against(rows, columns, from, common.output, by, text);
    else
        kernel_stream_symmetric(rows, from, common.output, by, text);

    kernel_stream_free(rows);
    free(label.function);
    free(text);
    recipe_free(r);
    reader_close(columns);
    reader_close(from);
    free(recipe_options.set.at);
    output_commit();
    return EXIT_SUCCESS;
}
