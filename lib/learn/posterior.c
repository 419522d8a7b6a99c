#include "learn/posterior.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"

double posterior_mean(const double *row, const double *alpha, size_t n)
{
    return cblas_ddot((int)n, row, 1, alpha, 1);
}

void posterior_deviations(const struct equations *a, double lambda, double variance, double *rows, double *self, size_t m)
{
    double *known = mem_new(m, sizeof *known);
    solver_quadratic(a, rows, m, known);
    for (size_t i = 0; i < m; i++)
        self[i] = sqrt(variance * (fmax(self[i] - known[i], 0) + lambda));
    free(known);
}

void posterior_deviations_each(const struct equations *a, double variance, const double *noise, double *rows, double *prior,
                               size_t m)
{
    double *known = mem_new(m, sizeof *known);
    solver_quadratic(a, rows, m, known);
    for (size_t i = 0; i < m; i++)
        prior[i] = sqrt(variance * (fmax(prior[i] - known[i], 0) + noise[i]));
    free(known);
}

void posterior_deviations_of_weights(const struct equations *a, double variance, const double *noise, double *rows, double *to,
                                     size_t m)
{
    solver_quadratic(a, rows, m, to);
    for (size_t i = 0; i < m; i++)
        to[i] = sqrt(variance * (noise[i] + to[i]));
}

struct leave_one_out posterior_leave_one_out(const struct equations *a, const double *alpha)
{
    struct leave_one_out l = {mem_new(a->n, sizeof *l.residual), mem_new(a->n, sizeof *l.inverse), 0};
    solver_inverse_diagonal(a, l.inverse);
    for (size_t i = 0; i < a->n; i++)
        posterior_leave_out(&l, i, alpha[i], l.inverse[i], a->n);
    return l;
}

/* What a set adds to s^2 times the number of rows. */
static double surprise_of_set(const struct equations *a, const double *alpha, size_t first, size_t m)
{
    double *block = mem_new(size_mul(m, m), sizeof *block), *x = mem_new(m, sizeof *x), sum = NAN;
    solver_inverse_block(a, first, m, block);
    memcpy(x, alpha + first, m * sizeof *x);
    if (LAPACKE_dposv_work(LAPACK_COL_MAJOR, 'U', (lapack_int)m, 1, block, (lapack_int)m, x, (lapack_int)m) == 0)
        sum = cblas_ddot((int)m, x, 1, alpha + first, 1);
    free(block);
    free(x);
    return sum;
}

double posterior_variance_of_sets(const struct equations *a, const double *alpha, const size_t *first, size_t n)
{
    double *of = mem_zero(n, sizeof *of), sum = 0;
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++)
        if (first[i + 1] > first[i])
            of[i] = surprise_of_set(a, alpha, first[i], first[i + 1] - first[i]);
    for (size_t i = 0; i < n; i++)
        sum += of[i];
    free(of);
    return sum / (double)a->n;
}

void posterior_leave_one_out_free(struct leave_one_out *l)
{
    free(l->residual);
    free(l->inverse);
    *l = (struct leave_one_out){0};
}

void posterior_leave_out(struct leave_one_out *l, size_t i, double alpha, double inverse, size_t n)
{
    double residual = alpha / inverse;
    l->residual[i] = residual;
    l->inverse[i] = inverse;
    l->variance += residual * residual * inverse / (double)n;
}

void posterior_variance_by_weights(struct leave_one_out *l, const double *alpha, size_t n)
{
    l->variance = 0;
    for (size_t i = 0; i < n; i++)
        l->variance += l->residual[i] * alpha[i];
    l->variance /= (double)n;
}

double posterior_left_deviation(const struct leave_one_out *l, size_t i)
{
    return sqrt(l->variance / l->inverse[i]);
}
