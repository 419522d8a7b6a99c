/* krr-validate: structures and a recipe to predictions of those that were held out, or to errors by the number that was learned
   from. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/amount.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/output.h"
#include "math/random.h"
#include "recipe/recipe.h"
#include "recipe/recipe_options.h"
#include "recipe/symmetry_section.h"
#include "tensor/tensor_options.h"
#include "tune/curve_errors.h"
#include "tune/held_out.h"
#include "tune/plan.h"
#include "tune/plan_log.h"
#include "tune/plan_run.h"
#include "tune/trial_options.h"

static struct recipe_options recipe_options;
static struct trial_options trial_options;
static char *predicted, *curve, *goal, *log_path;
static size_t repeats = 3, sizes;
static struct amount *size;
static bool frames;

static const struct option_row options[] = {
    RECIPE_OPTIONS(recipe_options),
    TRIAL_OPTIONS(trial_options),
    {0, "predict", OPTION_INPUT, &predicted, "FILE", "hold out none, but predict the structures of FILE"},
    {0, "curve", OPTION_TEXT, &curve, "N,N,...", "print errors for so many structures to learn from, or N%"},
    {0, "repeats", OPTION_COUNT, &repeats, "N", "curve: choose N times, by seeds from --seed on (default: 3)"},
    {0, "goal", OPTION_TEXT, &goal, "ERROR=VALUE", "curve: tell how many structures it takes: MAE=0.5"},
    {0, "xyz", OPTION_FLAG, &frames, NULL, "write the structures of FILE with the property, forces and stress"},
    {0, "log", OPTION_LOG, &log_path, "LOG", "write all results to LOG; go on from those that it holds"},
    TENSOR_OPTIONS,
    {0},
};

static const struct program program = {
    .name = "krr-validate",
    .about = "Predicts structures that are held out, or tells errors by the number of structures learned from.",
    .operands = "[FILE.xyz ...]",
    .options = options,
};

static void read_sizes(void)
{
    size = mem_new(strlen(curve) / 2 + 1, sizeof *size);
    char *list = mem_text(curve), *word, *next = list;
    for (sizes = 0; next; sizes++) {
        char *comma = strchr(word = next, ',');
        next = comma ? comma + 1 : NULL;
        if (comma)
            *comma = '\0';
        if (!amount_parse(word, &size[sizes]))
            die_usage("--curve: expected numbers of structures, such as 100,250,500 or 10%%,50%%; found '%s'", curve);
    }
    free(list);
}

static void check_usage(void)
{
    const struct trial_options *o = &trial_options;
    int ways = amount_given(o->holdout) + (o->cv > 0) + (predicted != NULL);
    if (ways > 1 || (ways == 0 && !curve))
        die_usage("expected one of --holdout N, --cv K, --predict FILE%s", ways ? "" : ", or --curve N,N,...");
    if (curve && o->cv)
        die_usage("--curve holds structures out once for each seed: --holdout N, or --predict FILE");
    if (!curve && goal)
        die_usage("--goal needs --curve");
    if (curve && frames)
        die_usage("--curve prints errors: no --xyz");
    if (curve && repeats == 0)
        die_usage("--repeats: expected at least 1, found 0");
    if (curve)
        read_sizes();
    if (predicted && amount_given(o->number))
        die_usage("-n chooses among all structures, also those of --predict: give one of both");
}

/* One fold, of the structures that --predict names; they are those of the last file. */
static struct folds folds_of_file(const struct examples *e)
{
    struct folds f = {e->n, 1, mem_zero(e->n, sizeof *f.of)};
    size_t found = 0;
    for (size_t i = 0; i < e->n; i++)
        found += f.of[i] = strcmp(e->structure[i].file, predicted) == 0;
    if (found == 0)
        die("%s: expected structures to predict, found none", predicted);
    return f;
}

static struct plan make_curve(const struct examples *e, const struct folds *f)
{
    const struct trial_options *o = &trial_options;
    double *value = o->stratify ? examples_strata(e, o->stratify) : mem_zero(e->n, sizeof *value);
    struct plan_curve c = {.predicted = f,
                           .holdout = f                          ? 0
                                      : amount_given(o->holdout) ? trial_options_held(o, e)
                                                                 : (e->n + 4) / 5,
                           .value = value,
                           .size = size,
                           .sizes = sizes,
                           .seed = o->seed,
                           .repeats = repeats};
    struct plan p = plan_of_curve(&c, e->n);
    free(value);
    return p;
}

static struct plan make_plan(const struct examples *e, uint64_t random)
{
    if (curve && !predicted)
        return make_curve(e, NULL);
    struct folds f = predicted ? folds_of_file(e) : trial_options_folds(&trial_options, e, random);
    struct plan p = curve ? make_curve(e, &f) : plan_of_folds(&f);
    folds_free(&f);
    return p;
}

/* The files, and behind them that of --predict. */
static struct examples *read_examples(char **paths, size_t count, const struct recipe *r, uint64_t *random)
{
    static char input[] = "-";
    char **all = mem_new(count + 2, sizeof *all);
    size_t n = 0;
    for (; n < count; n++) {
        all[n] = paths[n];
        if (predicted && strcmp(paths[n], predicted) == 0)
            die_usage("%s: it is both to learn from and to be predicted", predicted);
    }
    if (predicted && count == 0)
        all[n++] = input;
    if (predicted)
        all[n++] = predicted;
    struct examples *e = trial_options_examples(&trial_options, all, n, r, random);
    free(all);
    return e;
}

static void write_curve(const struct curve_errors *c, const char *recipe)
{
    const char *slash = strrchr(recipe, '/'), *name = slash ? slash + 1 : recipe;
    char *model = mem_text(name), *suffix = strstr(model, ".yaml");
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (suffix)
        *suffix = '\0';
    curve_errors_write(c, model, out);
    output_close(out);
    curve_errors_say(c);
    free(model);
}

static void write_predictions(const struct held_out *h, const struct regression *g)
{
    struct output *out = output_open(common.output, OUTPUT_TEXT);
    if (frames)
        held_out_frames(h, g, out);
    else
        held_out_table(h, g->property, out);
    output_close(out);
}

/* What comes of trials goes to the curve, or to predictions. */
static void run(const struct recipe *r, const struct examples *e, const struct plan *p, struct curve_errors *c)
{
    struct plan_log *log = plan_log_open(log_path, r, e, p);
    struct held_out *h = held_out_new(e);
    if (curve)
        plan_run(p, r, e, &trial_options.elements, log, curve_errors_add, c);
    else
        plan_run(p, r, e, &trial_options.elements, log, held_out_add, h);
    if (curve)
        write_curve(c, r->name);
    else
        write_predictions(h, &r->regression);
    held_out_free(h);
    plan_log_close(log);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, &argv);
    check_usage();
    uint64_t random = trial_options.seed;
    struct recipe *r = recipe_options_get(&recipe_options, NULL, NULL);
    recipe_need(r, NEED_PROPERTY | NEED_KERNEL | NEED_LAMBDA);
    if (frames && r->regression.of_atoms)
        die_usage("--xyz is for properties of structures, regression.of is atoms");
    struct curve_errors *c = curve_errors_new(&r->regression, goal);
    struct examples *e = read_examples(argv, count, r, &random);
    symmetry_section_find_in(&r->representation.symmetry, e->structure, e->n);
    struct plan p = make_plan(e, random_bits(&random));
    run(r, e, &p, c);
    plan_free(&p);
    curve_errors_free(c);
    examples_free(e);
    recipe_free(r);
    free(recipe_options.set.at);
    free(size);
    output_commit();
    return EXIT_SUCCESS;
}
