/* xyz-relax: a model and structures, to structures relaxed by it. */
#include <math.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "base/threads.h"
#include "learn/model.h"
#include "learn/relax_structures.h"
#include "recipe/recipe.h"
#include "recipe/recipe_match.h"
#include "recipe/recipe_parse.h"
#include "structure/structure_options.h"

static char *model_path, *summary_path, *fixed;
static double symmetry = NAN;
static struct relax_options how = {.force = 0.01, .length = 0.1, .steps = 500, .novelty = INFINITY};
static struct structure_options structure_options = {.flags = true};

static const struct option_row options[] = {
    {'m', "model", OPTION_INPUT, &model_path, "MODEL", "the model that krr-train wrote"},
    {0, "cell", OPTION_FLAG, &how.cell, NULL, "relax the cell too, in the directions that repeat"},
    {0, "fmax", OPTION_NUMBER, &how.force, "F", "until no force is larger, in the model's unit per angstrom (0.01)"},
    {0, "steps", OPTION_COUNT, &how.steps, "N", "end after so many steps (500)"},
    {0, "max-step", OPTION_NUMBER, &how.length, "LENGTH", "the farthest that an atom goes in one step, in angstrom (0.1)"},
    {0, "fixed", OPTION_TEXT, &fixed, "COLUMN", "the column of atoms that stay (default: move_mask, of those that move)"},
    {0, "symmetry", OPTION_NUMBER, &symmetry, "LENGTH", "keep the space groups that crystals have within LENGTH, in angstrom"},
    {0, "max-novelty", OPTION_NUMBER, &how.novelty, "X", "end where an atom is farther than X from what the model knows"},
    {0, "summary", OPTION_OUTPUT, &summary_path, "FILE", "write a table of steps, energies and forces to FILE"},
    STRUCTURE_OPTIONS(structure_options),
    {0},
};

static const struct program program = {
    .name = "xyz-relax",
    .about = "Relaxes structures by a model.",
    .operands = "-m MODEL [FILE ...]",
    .options = options,
};

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    if (!model_path)
        die_usage("-m MODEL is missing");
    if (how.length <= 0)
        die_usage("--max-step: expected a length above 0");
    if (symmetry == 0)
        die_usage("--symmetry: expected a length above 0");
    struct model *m = model_read(model_path);
    struct recipe *r = recipe_parse(m->recipe, model_path, NULL);
    recipe_match_potential(r, m, model_path);
    struct relax_job job = {.potential = potential_new(m, model_path, &r->representation, &r->kernel, threads()),
                            .regression = &r->regression,
                            .options = how,
                            .fixed = fixed,
                            .symmetry = symmetry};
    if (isfinite(how.novelty) && !potential_has_novelty(job.potential))
        die("%s: the model holds no training tensors, and so knows no novelty: krr-train --with makes such a model",
            model_path);
    struct structure_reader *from = structure_reader_open(argv, count, &structure_options);
    struct output *summary = summary_path ? output_open(summary_path, OUTPUT_TEXT) : NULL;
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    relax_structures(&job, from, out, summary);
    output_close(out);
    if (summary)
        output_close(summary);
    structure_reader_close(from);
    potential_free(job.potential);
    recipe_free(r);
    model_free(m);
    output_commit();
    return EXIT_SUCCESS;
}
