#include "learn/ridge.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"
#include "base/size.h"

/* Bytes of the matrix, which is nearly all that a fit takes. */
static size_t matrix_bytes(size_t n)
{
    if (n == 0 || n > INT_MAX / 2)
        die("expected 1 to %d training structures, found %zu", INT_MAX / 2, n);
    return solver_table->bytes(n);
}

struct forecast ridge_forecast(size_t n, bool inverse)
{
    const struct solver *s = solver_table;
    size_t memory = size_add(matrix_bytes(n), size_mul(n, 2 * sizeof(double) + sizeof(struct sample)));
    double flops = s->flops(n) + (inverse ? s->inverse_flops(n) : 0);
    return (struct forecast){.rows = n, .columns = n, .memory = memory, .flops = flops};
}

struct ridge *ridge_new(size_t n, double lambda)
{
    struct ridge *r = mem_zero(1, sizeof *r);
    mem_check(matrix_bytes(n), "the kernel matrix", "train on fewer structures or on a machine with more memory");
    r->n = n;
    r->lambda = lambda;
    r->equations = solver_new(solver_table, n);
    r->sample = mem_zero(n, sizeof *r->sample);
    r->alpha = mem_new(n, sizeof *r->alpha);
    r->sum = mem_zero(n, sizeof *r->sum);
    return r;
}

void ridge_free(struct ridge *r)
{
    for (size_t i = 0; i < r->n; i++)
        sample_free(&r->sample[i]);
    baseline_free(&r->baseline);
    free(r->sample);
    free(r->alpha);
    free(r->sum);
    solver_free(&r->equations);
    free(r);
}

double *ridge_row(struct ridge *r)
{
    return solver_row(&r->equations, r->have);
}

static void add_sums(struct ridge *r)
{
    const double *row = ridge_row(r);
    double own = fabs(row[r->have]);
#pragma omp simd reduction(+ : own)
    for (size_t i = 0; i < r->have; i++) {
        r->sum[i] += fabs(row[i]);
        own += fabs(row[i]);
    }
    r->sum[r->have] = own;
}

void ridge_add(struct ridge *r, struct sample *s, double target)
{
    ridge_row(r)[r->have] += r->lambda;
    add_sums(r);
    r->sample[r->have] = *s;
    *s = (struct sample){0};
    r->alpha[r->have++] = target;
    solver_advance(&r->equations, r->have);
}

/* Makes targets what is learned: per atom where the recipe says so, and without the baseline. */
static void prepare_targets(struct ridge *r, const struct regression *g)
{
    for (size_t i = 0; i < r->n && g->per_atom; i++)
        r->alpha[i] /= (double)r->sample[i].atoms;
    g->baseline->fit(&r->baseline, r->sample, r->n, r->alpha, g->per_atom);
    for (size_t i = 0; i < r->n; i++) {
        double value;
        unsigned missing;
        if (baseline_value(&r->baseline, &r->sample[i], g->per_atom, &value, &missing))
            r->alpha[i] -= value;
    }
}

/* Condition number above which numbers of 16 digits are as good as lost. */
static const double condition_max = 1e14;

/* No eigenvalue is below lambda or above the norm, so that mostly nothing needs to be estimated. */
static void check_condition(const struct ridge *r)
{
    double norm = 0;
    for (size_t i = 0; i < r->n; i++)
        norm = fmax(norm, r->sum[i]);
    bool suspicious = norm > condition_max * r->lambda;
    if (!suspicious && say_level < 2)
        return;
    double condition = solver_condition(&r->equations, norm);
    say_note("condition number of the kernel matrix plus lambda: about %.1e", condition);
    if (suspicious && condition > condition_max)
        say_warning("the kernel matrix plus lambda is nearly singular, its condition number is about %.1e: the weights have "
                    "lost their digits; raise regression.lambda, now %g",
                    condition, r->lambda);
}

void ridge_solve(struct ridge *r, const struct regression *g)
{
    prepare_targets(r, g);
    solver_solve(&r->equations, r->alpha);
}

void ridge_fit(struct ridge *r, const struct regression *g)
{
    size_t bad = solver_bad_row(&r->equations);
    if (bad)
        die("the kernel matrix plus lambda is not positive definite at row %zu (%s): raise regression.lambda, now %g", bad,
            r->sample[bad - 1].id, r->lambda);
    check_condition(r);
    ridge_solve(r, g);
    for (size_t i = 0; i < r->n; i++)
        if (!isfinite(r->alpha[i]))
            die("%s: expected a finite weight, found %g: raise regression.lambda, now %g", r->sample[i].id, r->alpha[i],
                r->lambda);
}
