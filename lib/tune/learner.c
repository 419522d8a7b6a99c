#include "tune/learner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "learn/gradient_trial.h"
#include "learn/kernel_trial.h"
#include "learn/linear_trial.h"
#include "recipe/recipe_learning.h"
#include "recipe/recipe_text.h"
#include "tune/kernel_cache.h"

/* By normal equations: solving for a lambda is little beside summing them. */
static bool equations_take(const struct recipe *r)
{
    return r->kernel.environments > 0 || (regression_has_forces(&r->regression) && kernel_is_linear(&r->kernel));
}

static const char *equations_problem(const struct recipe *r)
{
    return r->kernel.environments > 0 ? recipe_learning_environments(r) : recipe_learning_atoms(r);
}

/* With lambda_energy the equations are others for each lambda. */
static size_t equations_reach(const struct recipe *r)
{
    return isnan(r->regression.lambda_energy) ? 16 : 0;
}

/* Changes of tensors, and what these are by. */
struct equations_state {
    struct known_changes *known;
    char *tensors;
};

static void *equations_make(const struct recipe *r, const struct examples *e, const struct element_set *elements)
{
    (void)r;
    (void)elements;
    struct equations_state *s = mem_zero(1, sizeof *s);
    s->known = known_changes_new(e->n);
    return s;
}

static void equations_discard(void *state)
{
    struct equations_state *s = state;
    known_changes_free(s->known);
    free(s->tensors);
    free(s);
}

static void equations_run(void *state, const struct recipe *r, struct trial *t)
{
    struct equations_state *s = state;
    struct bytes now = {0};
    recipe_text_tensors(r, false, &now);
    bytes_print(&now, "%d", recipe_takes_atoms(r));
    if (s->tensors && strcmp(s->tensors, (char *)now.at) != 0)
        known_changes_forget(s->known);
    free(s->tensors);
    s->tensors = (char *)now.at;
    linear_trial_run(t, &r->representation, &r->kernel, &r->regression, s->known);
}

/* By a kernel between derivatives: of some thousands of them, factoring the matrix takes less than computing it. */
static bool derivatives_take(const struct recipe *r)
{
    return regression_has_forces(&r->regression);
}

static size_t derivatives_reach(const struct recipe *r)
{
    (void)r;
    return 1;
}

static void derivatives_run(void *state, const struct recipe *r, struct trial *t)
{
    (void)state;
    gradient_trial_run(t, &r->representation, &r->kernel, &r->regression);
}

/* By rows of a kernel, from matrices that are kept: then factoring is all there is to do. */
static bool rows_take(const struct recipe *r)
{
    (void)r;
    return true;
}

static size_t rows_reach(const struct recipe *r)
{
    (void)r;
    return 0;
}

static void *rows_make(const struct recipe *r, const struct examples *e, const struct element_set *elements)
{
    return kernel_cache_new(r, e->structure, e->n, elements);
}

static void rows_discard(void *state)
{
    kernel_cache_free(state);
}

static void rows_run(void *state, const struct recipe *r, struct trial *t)
{
    struct kernel_rows k = kernel_cache_get(state, 1);
    kernel_trial_run(t, &k, &r->regression);
}

static size_t rows_computed(const void *state)
{
    return kernel_cache_computed(state);
}

const struct learner_row learner_table[] = {
    {.name = "normal equations",
     .doc = "least squares of linear models of forces, and of models of environments",
     .takes = equations_take,
     .problem = equations_problem,
     .reach = equations_reach,
     .make = equations_make,
     .discard = equations_discard,
     .run = equations_run},
    {.name = "derivatives",
     .doc = "kernel models of forces",
     .takes = derivatives_take,
     .problem = recipe_learning_tensors,
     .reach = derivatives_reach,
     .run = derivatives_run},
    {.name = "rows",
     .doc = "kernel ridge regression of a property",
     .takes = rows_take,
     .problem = recipe_learning_atoms,
     .reach = rows_reach,
     .make = rows_make,
     .discard = rows_discard,
     .run = rows_run,
     .computed = rows_computed},
    {0},
};
enum { WAYS = sizeof learner_table / sizeof *learner_table - 1 };

struct learner {
    const struct recipe *recipe;
    const struct examples *examples;
    const struct element_set *elements;
    bool periodic;     /* some of the examples */
    void *state[WAYS]; /* of those that were gone */
};

struct learner *learner_new(const struct recipe *r, const struct examples *e, const struct element_set *elements)
{
    struct learner *l = mem_zero(1, sizeof *l);
    *l = (struct learner){.recipe = r, .examples = e, .elements = elements};
    for (size_t i = 0; i < e->n; i++)
        l->periodic = l->periodic || e->structure[i].pbc[0] || e->structure[i].pbc[1] || e->structure[i].pbc[2];
    return l;
}

void learner_free(struct learner *l)
{
    for (size_t i = 0; i < WAYS; i++)
        if (l->state[i])
            learner_table[i].discard(l->state[i]);
    free(l);
}

static const struct learner_row *way_of(const struct learner *l)
{
    const struct learner_row *way = learner_table;
    while (!way->takes(l->recipe))
        way++;
    return way;
}

const char *learner_problem(const struct learner *l)
{
    const char *problem = way_of(l)->problem(l->recipe);
    if (problem || !regression_has_forces(&l->recipe->regression))
        return problem;
    return representation_rough(&l->recipe->representation, l->periodic);
}

size_t learner_reach(const struct learner *l)
{
    return way_of(l)->reach(l->recipe);
}

void learner_run(struct learner *l, struct trial *t)
{
    const struct learner_row *way = way_of(l);
    void **state = &l->state[way - learner_table];
    if (!*state && way->make)
        *state = way->make(l->recipe, l->examples, l->elements);
    way->run(*state, l->recipe, t);
}

size_t learner_computed(const struct learner *l)
{
    size_t sum = 0;
    for (size_t i = 0; i < WAYS; i++)
        sum += l->state[i] && learner_table[i].computed ? learner_table[i].computed(l->state[i]) : 0;
    return sum;
}
