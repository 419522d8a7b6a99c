#include "learn/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "learn/free_baseline.h"
#include "learn/linear_equations.h"
#include "solve/normal_errors.h"

/* What lambda is chosen from where structures to validate with are given: powers of 2. */
enum { LAMBDA_FIRST = -50, LAMBDA_STEP = 2, LAMBDAS = 26 };

/* Sums over structures to validate with. */
struct validation {
    const struct linear_equations *of;
    struct row_sums sums;
};

/* The baseline of their properties is known but for the weights. */
static void add_validation(void *context, struct row_block *b)
{
    struct validation *v = context;
    for (size_t i = 0; i < b->n; i++)
        free_baseline_leave(v->of->baseline, &b->observed[i].record.sample, b->row + b->first[i] * b->width,
                            b->y + b->first[i]);
    linear_rows_weigh(v->of->regression, b);
    row_sums_add(&v->sums, b);
}

/* The lambda by which other structures are predicted best. */
static double choose_lambda(const struct linear_equations *e, struct observed_source *valid)
{
    struct validation v = {.of = e};
    double lambda[LAMBDAS], ridge[LAMBDAS], error[LAMBDAS];
    size_t best = 0;
    normal_grow(&v.sums.normal, e->all.normal.n);
    if (linear_rows_read(e->rows, valid, false, add_validation, &v) == 0)
        die("%s: there is no structure to learn from", observed_source_name(valid));
    for (size_t i = 0; i < LAMBDAS; i++) {
        lambda[i] = ldexp(1, LAMBDA_FIRST + LAMBDA_STEP * (int)i);
        ridge[i] = linear_equations_ridge(e, lambda[i]);
    }
    normal_errors(&e->all.normal, &v.sums.normal, v.sums.square, ridge, LAMBDAS, error);
    for (size_t i = 0; i < LAMBDAS; i++) {
        say_note("lambda 2^%d: error %.6g", LAMBDA_FIRST + LAMBDA_STEP * (int)i,
                 sqrt(fmax(error[i], 0) / (double)v.sums.observations));
        best = error[i] < error[best] ? i : best;
    }
    row_sums_free(&v.sums);
    return lambda[best];
}

/* From unknowns to the weights of pivots and bins. */
static void set_weights(const struct linear_equations *e, double *x, struct slopes *pivots)
{
    const struct unknowns *u = linear_rows_unknowns(e->rows);
    struct primal_weights *w = e->weights;
    if (pivots) {
        pivot_rows_weights(u->pivots, x);
        memcpy(pivots->alpha, x, u->npivots * sizeof *x);
    }
    for (size_t block = 0; block < w->plan->nblocks; block++) {
        size_t term = w->plan->block[block].term, first = w->first[block];
        for (size_t j = first; j < first + w->tensors.terms[term].bins; j++)
            w->weight[j] = u->scale[term] * x[u->npivots + j];
    }
}

/* The unknowns in the order that a model is read in; to be freed. */
static size_t *order_of(const struct linear_equations *e)
{
    size_t npivots = linear_rows_unknowns(e->rows)->npivots;
    size_t *order = mem_new(e->all.normal.n, sizeof *order), *bins = primal_weights_order(e->weights);
    for (size_t i = 0; i < e->all.normal.n; i++)
        order[i] = i < npivots ? i : npivots + bins[i - npivots];
    free(bins);
    return order;
}

/* The factor of the equations of baseline and unknowns. */
static void make_factor(const struct linear_equations *e, const double *x, struct linear *to)
{
    double ridge = linear_equations_ridge(e, to->lambda);
    size_t *order = order_of(e);
    struct equations a = normal_factor(&e->all.normal, ridge, order);
    to->variance = linear_variance_find(e, &a, order, x);
    to->equations = free_baseline_border(e->baseline, &a, order);
    solver_free(&a);
    free(order);
}

static void solve(struct linear_equations *e, const char *name, bool factor, struct linear *to)
{
    double *x = mem_new(e->all.normal.n, sizeof *x);
    if (!linear_equations_solve(e, to->lambda, x))
        die("%s: the normal equations are not positive definite: raise regression.lambda, now %g", name, to->lambda);
    to->baseline = free_baseline_solve(e->baseline, x);
    if (factor)
        make_factor(e, x, to);
    set_weights(e, x, to->pivots);
    free(x);
}

struct linear linear_learn(struct observed_source *train, const struct representation *r, const struct kernel *k,
                           const struct kernel_label *label, const struct regression *g, struct slopes *pivots,
                           struct observed_source *valid, bool factor)
{
    struct linear_equations *e = linear_equations_new(train, r, k, g, pivots, factor);
    struct linear to = {.pivots = pivots, .weights = e->weights};
    to.lambda = valid ? choose_lambda(e, valid) : g->lambda;
    solve(e, observed_source_name(train), factor, &to);
    to.digest = observed_source_digest(train, label, r);
    e->weights = NULL;
    linear_equations_free(e);
    return to;
}

void linear_free(struct linear *l)
{
    slopes_free(l->pivots);
    primal_weights_free(l->weights);
    baseline_free(&l->baseline);
    free(l->digest);
    solver_free(&l->equations);
}
