#include "solve/minimise.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <lbfgs.h>

#include "base/die.h"
#include "base/mem.h"

/* Steps that are remembered, and halvings of one. */
enum { MEMORY = 20, HALVINGS = 30 };

/* Where the last step went. */
struct walk {
    const struct minimise_task *task;
    size_t steps;
    double value;
    double *at, *slope;
    bool arrived;
};

static void stand(struct walk *w, const double *x, double value, const double *slope)
{
    size_t bytes = w->task->n * sizeof *x;
    memcpy(w->at, x, bytes);
    memcpy(w->slope, slope, bytes);
    w->value = value;
    w->arrived = !w->task->go_on(w->task->context, x, value, slope);
}

/* The library begins with the place that is known. What is no lower is no way to go, however little rounding leaves to gain. */
static lbfgsfloatval_t evaluate(void *walk, const lbfgsfloatval_t *x, lbfgsfloatval_t *slope, int n, lbfgsfloatval_t step)
{
    const struct walk *w = walk;
    (void)n;
    if (step == 0) {
        memcpy(slope, w->slope, w->task->n * sizeof *slope);
        return w->value;
    }
    if (w->task->length(w->task->context, w->at, x) > 1)
        return INFINITY;
    double value = w->task->value(w->task->context, x, slope);
    return value < w->value ? value : INFINITY;
}

/* Whether the slope along the step became less steep, as it does towards a minimum; else what is known of curvature is wrong. */
static bool has_valley(const struct walk *w, const double *x, const double *slope)
{
    double sum = 0;
    for (size_t i = 0; i < w->task->n; i++)
        sum += (slope[i] - w->slope[i]) * (x[i] - w->at[i]);
    return sum > 0;
}

/* After each step; not 0: the library is to end. */
static int progress(void *walk, const lbfgsfloatval_t *x, const lbfgsfloatval_t *slope, lbfgsfloatval_t value,
                    lbfgsfloatval_t xnorm, lbfgsfloatval_t gnorm, lbfgsfloatval_t step, int n, int k, int trials)
{
    struct walk *w = walk;
    bool valley = has_valley(w, x, slope);
    (void)xnorm, (void)gnorm, (void)step, (void)n, (void)k, (void)trials;
    stand(w, x, value, slope);
    w->steps++;
    return w->arrived || !valley;
}

/* Where the library ends, it begins anew, without memory, unless its last beginning led nowhere. */
static void go(struct walk *w)
{
    size_t n = w->task->n;
    lbfgsfloatval_t *x = n > INT_MAX / 2 ? NULL : lbfgs_malloc((int)n);
    int status = x ? LBFGS_SUCCESS : LBFGSERR_OUTOFMEMORY;
    lbfgs_parameter_t p;
    lbfgs_parameter_init(&p);
    p.m = MEMORY;
    p.epsilon = 0;
    p.linesearch = LBFGS_LINESEARCH_BACKTRACKING_ARMIJO;
    p.max_linesearch = HALVINGS;
    for (size_t before = SIZE_MAX; x && !w->arrived && w->steps != before && status != LBFGSERR_OUTOFMEMORY;) {
        before = w->steps;
        memcpy(x, w->at, n * sizeof *x);
        status = lbfgs((int)n, x, NULL, evaluate, progress, w, &p);
    }
    if (status == LBFGSERR_OUTOFMEMORY)
        die("no memory for a minimum");
    lbfgs_free(x);
}

bool minimise(const struct minimise_task *task, double *x)
{
    struct walk w = {.task = task, .at = mem_new(task->n, sizeof *x), .slope = mem_new(task->n, sizeof *x)};
    double *slope = mem_zero(task->n, sizeof *x), value = task->value(task->context, x, slope);
    if (isfinite(value)) {
        stand(&w, x, value, slope);
        go(&w);
        memcpy(x, w.at, task->n * sizeof *x);
    }
    free(slope);
    free(w.at);
    free(w.slope);
    return w.arrived;
}
