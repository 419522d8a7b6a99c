#include "tune/plan_run.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/progress.h"
#include "tune/learner.h"

/* The trials of one seed: of these structures alone, so that no kernel is computed of those that it does not need. */
struct plan_group {
    const struct recipe *recipe;
    bool *used;            /* of all structures */
    size_t *place;         /* where those are among the group's */
    struct examples *view; /* the group's */
    struct learner *learner;
};

static void use(struct plan_group *g, const size_t *place, size_t n)
{
    for (size_t i = 0; i < n; i++)
        g->used[place[i]] = true;
}

static struct plan_group plan_group_new(const struct recipe *r, const struct examples *e, const struct element_set *elements,
                                        const struct plan_trial *t, size_t n)
{
    struct plan_group g = {.recipe = r, .used = mem_zero(e->n, sizeof *g.used), .place = mem_new(e->n, sizeof *g.place)};
    for (size_t i = 0; i < n; i++) {
        use(&g, t[i].fold.train, t[i].fold.ntrain);
        use(&g, t[i].fold.test, t[i].fold.ntest);
    }
    for (size_t i = 0, k = 0; i < e->n; k += g.used[i++])
        g.place[i] = k;
    g.view = examples_view(e, g.used);
    g.learner = learner_new(r, g.view, elements);
    const char *problem = learner_problem(g.learner);
    if (problem)
        die("%s: %s", r->name, problem);
    return g;
}

static void plan_group_free(struct plan_group *g)
{
    learner_free(g->learner);
    examples_view_free(g->view);
    free(g->place);
    free(g->used);
}

static size_t *places(const struct plan_group *g, const size_t *of, size_t n)
{
    size_t *to = mem_new(n, sizeof *to);
    for (size_t i = 0; i < n; i++)
        to[i] = g->place[of[i]];
    return to;
}

static struct fold fold_in(const struct plan_group *g, const struct fold *f)
{
    return (struct fold){places(g, f->train, f->ntrain), places(g, f->test, f->ntest), f->ntrain, f->ntest};
}

/* What was predicted must be finite, or it could be neither written nor compared. */
static void expect_solved(const struct recipe *r, const struct trial *t)
{
    struct score score[TRIAL_ERRORS] = {0};
    if (!trial_score(t, 0, &r->regression, score))
        die("%s: with %zu structures to learn from the equations are not positive definite: expected a larger "
            "regression.lambda",
            r->name, t->fold->ntrain);
}

void plan_run(const struct plan *p, const struct recipe *r, const struct examples *e, const struct element_set *elements,
              struct plan_log *log, void (*done)(void *context, const struct plan_trial *of, const struct trial *t),
              void *context)
{
    struct progress progress = progress_start("trials", p->n);
    for (size_t i = 0, end; i < p->n; i = end) {
        for (end = i; end < p->n && p->at[end].seed == p->at[i].seed; end++)
            continue;
        struct plan_group g = plan_group_new(r, e, elements, &p->at[i], end - i);
        for (size_t k = i; k < end; k++) {
            struct fold f = fold_in(&g, &p->at[k].fold);
            struct trial t = trial_new(g.view, &f, &r->regression.lambda, 1);
            if (!plan_log_find(log, k, &t)) {
                learner_run(g.learner, &t);
                expect_solved(r, &t);
                plan_log_add(log, k, &t);
            }
            done(context, &p->at[k], &t);
            trial_free(&t);
            folds_part_free(&f);
            progress_step(&progress, 1);
        }
        plan_group_free(&g);
    }
    progress_end(&progress);
}
