/* krr-tune: the values of a recipe with the smallest error, by validation on training structures. */
#include <stdint.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "learn/examples.h"
#include "learn/folds.h"
#include "math/random.h"
#include "recipe/recipe.h"
#include "recipe/recipe_options.h"
#include "recipe/symmetry_section.h"
#include "structure/structure_options.h"
#include "tensor/tensor_options.h"
#include "tune/errors.h"
#include "tune/history.h"
#include "tune/tune.h"

static struct recipe_options recipe_options;
static struct structure_options structure_options;
static struct tune_options tune_options;
static size_t holdout, cv, number, seed;
static char *stratify, *log_path, *folds_path, *symbols;
static struct element_set elements;

static const char *const error_names[] = {"property", "forces", "stress", "all", NULL};
static const enum trial_error errors_by_name[] = {TRIAL_TOTAL, TRIAL_FORCES, TRIAL_STRESS, TRIAL_ALL};
static struct choice loss = {NAMES_OF(error_losses), ERROR_RMSE}, per = {NAMES_OF(sample_per_names), -1},
                     error = {NAMES_OF(error_names), -1};

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    {0, "holdout", OPTION_COUNT, &holdout, "N", "hold out N structures, train with the others"},
    {0, "cv", OPTION_COUNT, &cv, "K", "hold out each K-th part in turn: cross-validation"},
    {'n', "number", OPTION_COUNT, &number, "N", "use only N of the structures"},
    {0, "seed", OPTION_COUNT, &seed, "S", "choose differently for each S (default: 0)"},
    {0, "stratify", OPTION_TEXT, &stratify, "natoms|KEY", "spread choices over sizes or a property (default: what is learned)"},
    {0, "loss", OPTION_CHOICE, &loss, NULL, "the error to make small (default: rmse)"},
    {0, "of", OPTION_CHOICE, &error, NULL, "of what it is the error (default: all over noise, else forces, else property)"},
    {0, "for", OPTION_COUNT, &tune_options.more, "N", "make small what the error will be with N structures to learn from"},
    {0, "per", OPTION_CHOICE, &per, NULL, "errors of the property of these (default: the recipe's regression.per)"},
    {0, "log", OPTION_LOG, &log_path, "FILE", "write each evaluation to FILE; go on from those it holds"},
    {0, "folds", OPTION_OUTPUT, &folds_path, "FILE", "write which structure was held out when to FILE"},
    {0, "evaluations", OPTION_COUNT, &tune_options.evaluations, "N", "stop after N new evaluations"},
    {0, "time", OPTION_NUMBER, &tune_options.seconds, "SECONDS", "begin no evaluation later than that"},
    {0, "elements", OPTION_TEXT, &symbols, "H,C", "properties of atoms: only atoms of these elements"},
    STRUCTURE_OPTIONS(structure_options),
    TENSOR_OPTIONS,
    {0},
};

static const struct program program = {
    .name = "krr-tune",
    .about = "Finds the values of a recipe that give the smallest error.",
    .operands = "[FILE.xyz ...]",
    .options = options,
};

static void check_usage(void)
{
    if ((holdout > 0) == (cv > 0))
        die_usage("expected one of --holdout N and --cv K, found %s", holdout ? "both" : "neither");
    if (cv == 1)
        die_usage("--cv: expected at least 2 parts, found 1");
    if (symbols)
        element_set_read(&elements, symbols);
}

static struct examples *read_examples(char **paths, size_t count, const struct recipe *r, uint64_t *random)
{
    recipe_need(r, NEED_PROPERTY);
    if (symbols && !r->regression.of_atoms)
        die_usage("--elements is for properties of atoms: give regression.of=atoms");
    structure_options.vectors = regression_has_forces(&r->regression);
    struct examples *e = examples_read(paths, count, &structure_options, &r->regression, &elements);
    uint64_t chance = random_bits(random);
    if (number > 0)
        examples_choose(e, stratify, number, chance);
    if (e->n <= holdout || e->n < cv)
        die("there are %zu structures, too few to hold out %zu %s", e->n, holdout ? holdout : cv,
            holdout ? "of them" : "parts");
    return e;
}

/* What the search makes small the error of. */
static enum trial_error choose_error(const struct recipe *r, const struct examples *e, const struct folds *f)
{
    enum trial_error of = error.place < 0 ? errors_natural(&r->regression) : errors_by_name[error.place];
    bool per_atom = per.place < 0 ? r->regression.per_atom : per.place == PER_ATOM, told = of != TRIAL_STRESS;
    if (per.place >= 0 && of != TRIAL_TOTAL)
        die_usage("--per is of errors of the property: give --of property");
    if (error.place >= 0 && !error_kinds[of].has(&r->regression))
        die("%s: --of %s: the recipe learns none: regression.forces, regression.stress", r->name, error_names[error.place]);
    for (size_t i = 0; !told && i < e->n; i++)
        told = f->of[i] > 0 && e->forces[i].has_stress;
    if (!told)
        die("--of stress: no structure that is held out is periodic in three directions, and has one");
    return of == TRIAL_TOTAL && per_atom ? TRIAL_PER_ATOM : of;
}

static struct folds make_folds(const struct examples *e, uint64_t random)
{
    double *value = examples_strata(e, stratify);
    struct folds f = holdout ? folds_holdout(value, e->n, holdout, random) : folds_cross(value, e->n, cv, random);
    free(value);
    return f;
}

static void write_folds(const struct examples *e, const struct folds *f)
{
    struct output *out = output_open(folds_path, OUTPUT_TEXT);
    output_print(out, "id\tfold\n");
    for (size_t i = 0; i < e->n; i++)
        output_print(out, "%s\t%zu\n", e->structure[i].sample.id, f->of[i]);
    output_close(out);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    check_usage();
    uint64_t random = seed;
    struct recipe *r = recipe_options_get(&recipe_options, NULL, NULL);
    struct examples *e = read_examples(argv, count, r, &random);
    symmetry_section_find_in(&r->representation.symmetry, e->structure, e->n);
    struct folds f = make_folds(e, random_bits(&random));
    tune_options.loss = (enum error_loss)loss.place;
    tune_options.error = choose_error(r, e, &f);
    if (folds_path)
        write_folds(e, &f);

    struct tune *t = tune_new(r, e, &elements, &f, &tune_options);
    struct history *h = history_open(log_path, r, e, &f, tune_options.more > 0);
    tune_search(t, h);
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    tune_print(t, out);
    output_close(out);

    tune_free(t);
    history_close(h);
    folds_free(&f);
    examples_free(e);
    recipe_free(r);
    free(recipe_options.set.at);
    output_commit();
    return EXIT_SUCCESS;
}
