#include "learn/posterior.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

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

struct leave_one_out posterior_leave_one_out(const struct equations *a, const double *alpha)
{
    struct leave_one_out l = {mem_new(a->n, sizeof *l.residual), mem_new(a->n, sizeof *l.inverse), 0};
    solver_inverse_diagonal(a, l.inverse);
    for (size_t i = 0; i < a->n; i++)
        posterior_leave_out(&l, i, alpha[i], l.inverse[i], a->n);
    return l;
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
