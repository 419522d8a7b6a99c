/* krr-tune: the values of a recipe with the smallest error, by validation on training structures. */
#include <stdint.h>
#include <stdlib.h>

#include "base/amount.h"
#include "base/die.h"
#include "base/options.h"
#include "base/output.h"
#include "learn/examples.h"
#include "learn/folds.h"
#include "math/random.h"
#include "recipe/recipe.h"
#include "recipe/recipe_options.h"
#include "recipe/symmetry_section.h"
#include "tensor/tensor_options.h"
#include "tune/errors.h"
#include "tune/history.h"
#include "tune/trial_options.h"
#include "tune/tune.h"

static struct recipe_options recipe_options;
static struct trial_options trial_options;
static struct tune_options tune_options;
static char *log_path, *folds_path;

static const char *const error_names[] = {"property", "forces", "stress", "all", NULL};
static const enum trial_error errors_by_name[] = {TRIAL_TOTAL, TRIAL_FORCES, TRIAL_STRESS, TRIAL_ALL};
static struct choice loss = {NAMES_OF(error_losses), ERROR_RMSE}, per = {NAMES_OF(sample_per_names), -1},
                     error = {NAMES_OF(error_names), -1};

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    TRIAL_OPTIONS(trial_options),
    {0, "loss", OPTION_CHOICE, &loss, NULL, "the error to make small (default: rmse)"},
    {0, "of", OPTION_CHOICE, &error, NULL, "of what it is the error (default: all over noise, else forces, else property)"},
    {0, "for", OPTION_COUNT, &tune_options.more, "N", "make small what the error will be with N structures to learn from"},
    {0, "per", OPTION_CHOICE, &per, NULL, "numbers are per structure or per atom (default: the recipe's regression.per)"},
    {0, "log", OPTION_LOG, &log_path, "LOG", "write all results to LOG; go on from those that it holds"},
    {0, "folds", OPTION_OUTPUT, &folds_path, "FILE", "write which structure was held out when to FILE"},
    {0, "evaluations", OPTION_COUNT, &tune_options.evaluations, "N", "stop after N new evaluations"},
    {0, "time", OPTION_NUMBER, &tune_options.seconds, "SECONDS", "begin no evaluation later than that"},
    TENSOR_OPTIONS,
    {0},
};

static const struct program program = {
    .name = "krr-tune",
    .about = "Finds the values of a recipe that give the smallest error.",
    .operands = "[FILE.xyz ...]",
    .options = options,
};

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
    if (amount_given(trial_options.holdout) == (trial_options.cv > 0))
        die_usage("expected one of --holdout N and --cv K, found %s", trial_options.cv ? "both" : "neither");
    uint64_t random = trial_options.seed;
    struct recipe *r = recipe_options_get(&recipe_options, NULL, NULL);
    struct examples *e = trial_options_examples(&trial_options, argv, count, r, &random);
    symmetry_section_find_in(&r->representation.symmetry, e->structure, e->n);
    struct folds f = trial_options_folds(&trial_options, e, random_bits(&random));
    tune_options.loss = (enum error_loss)loss.place;
    tune_options.error = choose_error(r, e, &f);
    if (folds_path)
        write_folds(e, &f);

    struct tune *t = tune_new(r, e, &trial_options.elements, &f, &tune_options);
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
