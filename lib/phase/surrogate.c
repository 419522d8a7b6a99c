#include "phase/surrogate.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "solve/tridiagonal.h"

/* Widths 2^(i/2) and ridges 10^i that are tried, and at how many structures which of them. */
enum { WIDEST = 16, RIDGES_FROM = -10, RIDGES_TO = 0, ALL_WIDTHS = 300, STEPS = 2 };

struct surrogate *surrogate_new(struct kernel_cache *kernels, double lambda)
{
    struct surrogate *s = mem_zero(1, sizeof *s);
    *s = (struct surrogate){.kernels = kernels, .fixed = !isnan(lambda), .width = 1, .lambda = lambda};
    return s;
}

void surrogate_free(struct surrogate *s)
{
    solver_free(&s->equations);
    posterior_leave_one_out_free(&s->left);
    free(s->alpha);
    free(s);
}

struct setting {
    double width, ridge, misfit;
    struct kernel_rows kernel;
};

/* The kernel's lower triangle for the reduction, by one thread; the mean of its diagonal. */
static double fill_alone(const struct surrogate *s, const struct kernel_rows *k, struct tridiagonal *t)
{
    double trace = 0, *memory = mem_matrix(s->n, sizeof *memory);
    for (size_t i = 0; i < s->n; i++) {
        double *row = tridiagonal_row(t, i);
        kernel_row(k, s->known[i], s->known, i + 1, memory, row);
        trace += row[i];
    }
    free(memory);
    return trace / (double)s->n;
}

/* The best ridge for a width, by one thread. */
static void try_width(const struct surrogate *s, const double *y, struct setting *to)
{
    struct tridiagonal *t = tridiagonal_new(s->n);
    double diagonal = fill_alone(s, &to->kernel, t);
    if (!tridiagonal_reduce(t, y))
        die("a kernel has numbers that are not finite: other kernel.sigma or scales may help");
    to->misfit = INFINITY;
    for (int r = RIDGES_FROM; r <= RIDGES_TO; r++) {
        double ridge = pow(10, r), value = tridiagonal_misfit(t, ridge * diagonal);
        if (value < to->misfit) {
            to->misfit = value;
            to->ridge = ridge;
        }
    }
    tridiagonal_free(t);
}

/* Tries n widths, one for each thread. */
static void try_widths(const struct surrogate *s, const double *y, struct setting *to, int n)
{
    for (int i = 0; i < n; i++)
        to[i].kernel = kernel_cache_get(s->kernels, to[i].width);
#pragma omp parallel for num_threads(threads()) schedule(dynamic)
    for (int i = 0; i < n; i++)
        try_width(s, y, &to[i]);
}

/* Takes over the best of the widths from first to last. */
static void choose(struct surrogate *s, const double *y, int first, int last)
{
    struct setting setting[2 * WIDEST + 1] = {0}, *best = setting;
    int n = last - first + 1, step = threads() < INT_MAX ? (int)threads() : INT_MAX;
    for (int i = 0; i < n; i++)
        setting[i].width = exp2(0.5 * (first + i));
    for (int i = 0; i < n; i += step)
        try_widths(s, y, setting + i, n - i < step ? n - i : step);
    for (int i = 1; i <= last - first; i++)
        if (setting[i].misfit < best->misfit)
            best = &setting[i];
    if (!isfinite(best->misfit))
        die("no kernel matrix is positive definite, whatever its width: are all structures the same to the recipe?");
    s->width = best->width;
    s->ridge = best->ridge;
}

/* New equations with the kernel's lower triangle, by all threads; the mean of its diagonal. */
static double fill(struct surrogate *s, const struct kernel_rows *k)
{
    double trace = 0;
    solver_free(&s->equations);
    s->equations = solver_new(solver_table, s->n);
#pragma omp parallel num_threads(threads())
    {
        double *memory = mem_matrix(s->n, sizeof *memory);
#pragma omp for schedule(dynamic, 8)
        for (size_t i = 0; i < s->n; i++)
            kernel_row(k, s->known[i], s->known, i + 1, memory, solver_row(&s->equations, i));
        free(memory);
    }
    for (size_t i = 0; i < s->n; i++)
        trace += solver_row(&s->equations, i)[i];
    return trace / (double)s->n;
}

/* Factors the kernel plus lambda. */
static bool factor_with_lambda(struct surrogate *s)
{
    for (size_t i = 0; i < s->n; i++)
        solver_row(&s->equations, i)[i] += s->lambda;
    return solver_factor(&s->equations);
}

/* The same, with a larger ridge where that is not positive definite. */
static void factor(struct surrogate *s)
{
    struct kernel_rows k = kernel_cache_get(s->kernels, s->width);
    double diagonal = fill(s, &k);
    if (!s->fixed)
        s->lambda = s->ridge * diagonal;
    while (!factor_with_lambda(s)) {
        if (s->fixed || !(s->lambda < diagonal))
            die("the kernel with lambda %g is not positive definite: a larger regression.lambda helps", s->lambda);
        s->lambda *= 10;
        fill(s, &k);
    }
}

static void calibrate(struct surrogate *s)
{
    double squares = 0;
    posterior_leave_one_out_free(&s->left);
    s->left = posterior_leave_one_out(&s->equations, s->alpha);
    posterior_variance_by_weights(&s->left, s->alpha, s->n);
    for (size_t i = 0; i < s->n; i++)
        squares += s->left.residual[i] * s->left.residual[i];
    s->error = sqrt(squares / (double)s->n);
}

void surrogate_train(struct surrogate *s, size_t n, const size_t *known, const double *y)
{
    int at = (int)lround(2 * log2(s->width)), reach = n > ALL_WIDTHS && s->n > 0 ? STEPS : 2 * WIDEST;
    s->n = n;
    s->known = known;
    solver_free(&s->equations);
    s->alpha = mem_resize(s->alpha, n, sizeof *s->alpha);
    if (!s->fixed)
        choose(s, y, at - reach > -WIDEST ? at - reach : -WIDEST, at + reach < WIDEST ? at + reach : WIDEST);
    factor(s);
    memcpy(s->alpha, y, n * sizeof *y);
    solver_solve(&s->equations, s->alpha);
    calibrate(s);
}

/* Predicts at most POSTERIOR_BLOCK structures; rows holds as many kernel rows. */
static void predict_block(const struct surrogate *s, const struct kernel_rows *k, size_t n, const size_t *other, double *rows,
                          double *memory, double *mean, double *deviation)
{
    for (size_t i = 0; i < n; i++) {
        double *row = rows + i * s->n;
        kernel_row(k, other[i], s->known, s->n, memory, row);
        kernel_row(k, other[i], &other[i], 1, memory, &deviation[i]);
        mean[i] = posterior_mean(row, s->alpha, s->n);
    }
    posterior_deviations(&s->equations, s->lambda, s->left.variance, rows, deviation, n);
}

void surrogate_predict(const struct surrogate *s, size_t n, const size_t *other, double *mean, double *deviation)
{
    struct kernel_rows k = kernel_cache_get(s->kernels, s->width);
#pragma omp parallel num_threads(threads())
    {
        double *rows = mem_matrix(size_mul(POSTERIOR_BLOCK, s->n), sizeof *rows), *memory = mem_matrix(s->n, sizeof *memory);
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < n; i += POSTERIOR_BLOCK)
            predict_block(s, &k, n - i < POSTERIOR_BLOCK ? n - i : POSTERIOR_BLOCK, other + i, rows, memory, mean + i,
                          deviation + i);
        free(rows);
        free(memory);
    }
}

void surrogate_leave_out(const struct surrogate *s, const double *y, double *mean, double *deviation)
{
    for (size_t i = 0; i < s->n; i++) {
        mean[i] = y[i] - s->left.residual[i];
        deviation[i] = posterior_left_deviation(&s->left, i);
    }
}
