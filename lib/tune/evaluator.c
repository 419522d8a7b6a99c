#include "tune/evaluator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/progress.h"
#include "base/say.h"
#include "tune/learner.h"
#include "tune/search_grid.h"
#include "tune/validate.h"

struct evaluator {
    struct recipe *r;
    const struct examples *examples;
    const struct folds *folds;
    bool halves;
    struct learner *learner;
    size_t lambda; /* the row of the search that is of lambda; beyond all: there is none */
    long *other;   /* memory for a point */
};

static size_t find_lambda(const struct recipe *r)
{
    size_t i = 0;
    while (i < r->nsearch && strcmp(r->search[i].path, "regression.lambda") != 0)
        i++;
    return i;
}

struct evaluator *evaluator_new(struct recipe *r, const struct examples *e, const struct element_set *elements,
                                const struct folds *f, bool halves)
{
    struct evaluator *v = mem_new(1, sizeof *v);
    *v =
        (struct evaluator){r, e, f, halves, learner_new(r, e, elements), find_lambda(r), mem_new(r->nsearch, sizeof *v->other)};
    const char *problem = learner_problem(v->learner);
    if (problem)
        die("%s: %s", r->name, problem);
    return v;
}

void evaluator_free(struct evaluator *v)
{
    learner_free(v->learner);
    free(v->other);
    free(v);
}

/* A group of lambdas, by their steps. */
struct lambdas {
    long first, last;
};

/* That of a point: an odd number, of which the middle one's step is a multiple, as far as the range goes. */
static struct lambdas lambdas_of(const struct evaluator *v, const long *step)
{
    if (v->lambda == v->r->nsearch)
        return (struct lambdas){0, 0};
    const struct search *s = &v->r->search[v->lambda];
    long reach = (long)learner_reach(v->learner), now = step[v->lambda], size = 2 * reach + 1;
    long middle = size * lround((double)now / (double)size);
    struct lambdas l = {middle - reach, middle + reach};
    while (l.first < now && !search_grid_allows(s, l.first))
        l.first++;
    while (l.last > now && !search_grid_allows(s, l.last))
        l.last--;
    return l;
}

/* The same point with another lambda of its group, until the next call. */
static const long *with_lambda(const struct evaluator *v, const long *step, long lambda)
{
    memcpy(v->other, step, v->r->nsearch * sizeof *step);
    if (v->lambda < v->r->nsearch)
        v->other[v->lambda] = lambda;
    return v->other;
}

bool evaluator_knows(struct evaluator *v, const struct history *h, const long *step)
{
    search_grid_apply(v->r, step);
    struct lambdas l = lambdas_of(v, step);
    while (l.first <= l.last && history_find(h, with_lambda(v, step, l.first)))
        l.first++;
    return l.first > l.last;
}

/* The points of a pass. */
struct pass {
    size_t n;
    long *step; /* of each, one after the other */
    double *lambda;
    struct evaluation *e;
};

static void add_point(struct pass *p, const struct evaluator *v, const long *step)
{
    size_t rows = v->r->nsearch;
    long *to = p->step + p->n * rows;
    memcpy(to, step, rows * sizeof *to);
    p->lambda[p->n] = v->lambda < rows ? search_grid_value(&v->r->search[v->lambda], step[v->lambda]) : v->r->regression.lambda;
    p->e[p->n++].step = to;
}

static struct pass pass_new(const struct evaluator *v, const struct history *h, const long *step)
{
    struct lambdas l = lambdas_of(v, step);
    size_t most = (size_t)(l.last - l.first) + 1, rows = v->r->nsearch;
    struct pass p = {0, mem_new(most * rows, sizeof *p.step), mem_new(most, sizeof *p.lambda), mem_zero(most, sizeof *p.e)};
    for (long i = l.first; i <= l.last; i++) {
        const long *other = with_lambda(v, step, i);
        bool own = memcmp(other, step, rows * sizeof *step) == 0;
        if (!own && !history_find(h, other))
            add_point(&p, v, other);
    }
    if (!history_find(h, step))
        add_point(&p, v, step);
    return p;
}

static void pass_free(struct pass *p)
{
    free(p->step);
    free(p->lambda);
    free(p->e);
}

/* Learns from every structure, or (half) from each second one. */
static void try_all(const struct evaluator *v, struct pass *p, bool half)
{
    struct errors *errors = mem_new(p->n, sizeof *errors);
    bool *solved = mem_new(p->n, sizeof *solved);
    validate(v->learner, v->r, v->examples, v->folds, half ? 2 : 1, p->lambda, p->n, errors, solved);
    for (size_t i = 0; i < p->n; i++) {
        *(half ? &p->e[i].half : &p->e[i].errors) = errors[i];
        p->e[i].solved = solved[i] && (!half || p->e[i].solved);
    }
    free(errors);
    free(solved);
}

void evaluator_run(struct evaluator *v, struct history *h, const long *step)
{
    double start = progress_clock();
    const char *problem = recipe_problem(v->r);
    if (!problem)
        problem = learner_problem(v->learner);
    struct pass p = pass_new(v, h, step);
    if (problem)
        say_note("%s: this point does not count", problem);
    else
        try_all(v, &p, false);
    if (!problem && v->halves)
        try_all(v, &p, true);
    p.e[p.n - 1].seconds = progress_clock() - start;
    history_add(h, p.e, p.n);
    pass_free(&p);
}

double evaluator_choose(struct evaluator *v, const struct history *h, long *step,
                        double (*loss)(const void *context, const struct evaluation *e), const void *context)
{
    struct lambdas l = lambdas_of(v, step);
    double best = loss(context, history_find(h, step));
    for (long i = l.first; i <= l.last; i++) {
        const long *other = with_lambda(v, step, i);
        double value = loss(context, history_find(h, other));
        if (value < best) {
            best = value;
            memcpy(step, other, v->r->nsearch * sizeof *step);
        }
    }
    return best;
}

size_t evaluator_computed(const struct evaluator *v)
{
    return learner_computed(v->learner);
}
