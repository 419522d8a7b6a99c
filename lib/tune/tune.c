#include "tune/tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/progress.h"
#include "base/say.h"
#include "recipe/recipe_text.h"
#include "tune/descent.h"
#include "tune/evaluator.h"
#include "tune/search_grid.h"

struct tune {
    struct recipe *r;
    const struct examples *examples;
    const struct folds *folds;
    struct history *history;
    const struct tune_options *o;
    struct evaluator *evaluator;
    struct progress progress;
    size_t evaluations; /* made, not found in the history */
    double trained;     /* structures of a fold that are */
    double began, best;
    long *step; /* the best */
};

static void check_recipe(const struct recipe *r, const struct examples *e)
{
    recipe_need(r, NEED_KERNEL | NEED_LAMBDA | NEED_SEARCH);
    for (size_t i = 0; i < r->nsearch; i++)
        if (r->search[i].factor > 1 && r->search[i].start <= 0)
            die("%s: search: %s: expected a start above 0, for steps are factors (or give a step); found %g", r->name,
                r->search[i].path, r->search[i].start);
    if (r->representation.by_atom)
        examples_same_atoms(e);
}

/* Errors over noise are no measure where the noise is what changes. */
static void check_error(const struct recipe *r, const struct tune_options *o)
{
    static const char noise[] = "regression.noise_", lambda[] = "regression.lambda";
    bool by_lambda = !isnan(r->regression.lambda_energy);
    for (size_t i = 0; o->error == TRIAL_ALL && i < r->nsearch; i++) {
        const char *path = r->search[i].path;
        if (strncmp(path, noise, sizeof noise - 1) == 0 || (by_lambda && strncmp(path, lambda, sizeof lambda - 1) == 0))
            die("%s: search: %s: it changes what errors of all that is learned are over: give --of forces, or another", r->name,
                path);
    }
}

/* How many structures a fold is trained with, on average. */
static double trained_of(const struct folds *f)
{
    size_t held = 0;
    for (size_t i = 0; i < f->n; i++)
        held += f->of[i] > 0;
    return (double)f->n - (double)held / (double)f->count;
}

struct tune *tune_new(struct recipe *r, const struct examples *e, const struct element_set *elements, const struct folds *f,
                      const struct tune_options *o)
{
    check_recipe(r, e);
    check_error(r, o);
    struct tune *t = mem_zero(1, sizeof *t);
    *t = (struct tune){.r = r, .examples = e, .folds = f, .o = o};
    t->evaluator = evaluator_new(r, e, elements, f, o->more > 0);
    t->trained = trained_of(f);
    t->step = mem_new(r->nsearch, sizeof *t->step);
    for (size_t i = 0; i < r->nsearch; i++)
        t->step[i] = search_grid_start(r, i);
    return t;
}

void tune_free(struct tune *t)
{
    evaluator_free(t->evaluator);
    free(t->step);
    free(t);
}

static double error_of(const struct tune_options *o, const struct errors *x)
{
    return x->of[o->error][o->loss];
}

/* Errors fall as a power of the number of structures: a line in logarithms, through half of them and all. */
static double loss_of(const void *context, const struct evaluation *e)
{
    const struct tune *t = context;
    double error = error_of(t->o, &e->errors);
    if (!e->solved)
        return INFINITY;
    if (!t->o->more || error == 0)
        return error;
    return error * pow(error / error_of(t->o, &e->half), log2((double)t->o->more / t->trained));
}

static const char *loss_name(const struct tune *t)
{
    return error_losses[t->o->loss];
}

static void note_evaluation(const struct tune *t, const long *step, double loss)
{
    struct bytes text = {0};
    for (size_t i = 0; i < t->r->nsearch; i++) {
        bytes_print(&text, "%s%s ", i ? ", " : "", t->r->search[i].path);
        search_grid_print(&t->r->search[i], step[i], &text);
    }
    say_note("%zu: %s: %s %.6g", history_seen(t->history), (char *)text.at, loss_name(t), loss);
    bytes_free(&text);
}

static bool loss(void *context, long *step, double *to)
{
    struct tune *t = context;
    bool known = evaluator_knows(t->evaluator, t->history, step);
    if (!known && t->o->evaluations && t->evaluations == t->o->evaluations)
        return false;
    if (!known && t->o->seconds > 0 && history_seen(t->history) > 0 && progress_clock() - t->began > t->o->seconds)
        return false;
    if (!known)
        evaluator_run(t->evaluator, t->history, step);
    history_see(t->history, step);
    *to = evaluator_choose(t->evaluator, t->history, step, loss_of, t);
    if (!known) {
        t->evaluations++;
        note_evaluation(t, step, *to);
    }
    t->best = fmin(t->best, *to);
    progress_text(&t->progress, "%zu evaluations, %s %.6g, best %.6g", history_seen(t->history), loss_name(t), *to, t->best);
    return true;
}

void tune_search(struct tune *t, struct history *h)
{
    struct descent d = {.r = t->r, .loss = loss, .context = t, .step = t->step};
    t->history = h;
    t->best = INFINITY;
    t->began = progress_clock();
    t->progress = progress_start("evaluations", 0);
    bool whole = descent_run(&d);
    progress_end(&t->progress);
    t->best = d.best;
    if (!isfinite(t->best))
        die("no matrix was positive definite: start from a larger regression.lambda");
    if (!whole)
        say_warning("stopped by its limit: the search is not at its end");
    say_note("%zu evaluations, %zu of them new, %zu matrices of terms", history_seen(t->history), t->evaluations,
             evaluator_computed(t->evaluator));
    search_grid_restart(t->r, t->step);
}

static void warn_of_ends(const struct tune *t)
{
    for (size_t i = 0; i < t->r->nsearch; i++) {
        const struct search *s = &t->r->search[i];
        bool up = search_grid_allows(s, 1), down = search_grid_allows(s, -1);
        if (s->nnames == 0 && up != down)
            say_warning("%s: the best value, %g, is at the %s of its range, %g", s->path, s->start,
                        up ? "lower end" : "upper end", up ? s->min : s->max);
    }
}

void tune_print(const struct tune *t, struct output *out)
{
    const struct examples *e = t->examples;
    size_t held_out = 0;
    for (size_t i = 0; i < e->rows; i++)
        held_out += t->folds->of[e->of[i]] > 0;
    char *text = recipe_text(t->r);
    output_print(out, "# krr-tune: %s %.6g%s for %zu %s held out of %zu, %zu evaluations", loss_name(t), t->best,
                 error_kinds[t->o->error].text, held_out, e->of_atoms ? "atoms" : "structures", e->rows,
                 history_seen(t->history));
    if (t->o->more)
        output_print(out, ", extrapolated to %zu structures", t->o->more);
    output_print(out, "\n");
    output_write(out, text, strlen(text));
    free(text);
    warn_of_ends(t);
}
