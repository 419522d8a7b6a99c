#include "learn/leave_one_out.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/size.h"
#include "learn/prediction_table.h"

/* Structures that are left out, and what the others have without them. With B the inverse of the others' matrix, zero
   where structures are left out, A^-1 = B + V V^T. Row k of vector is column k of V, which is lower triangular in the
   rows number. */
struct left {
    size_t n, *number;
    double *vector;
    double *alpha, *inverse; /* weights, and the diagonal of B */
};

static bool is_left(const struct left *o, size_t i)
{
    for (size_t k = 0; k < o->n; k++)
        if (o->number[k] == i)
            return true;
    return false;
}

/* The structure whose residual is the largest, measured in its standard deviation. */
static size_t worst(const struct left *o, size_t n)
{
    size_t at = 0;
    double most = -1;
    for (size_t i = 0; i < n; i++) {
        double square = o->alpha[i] * o->alpha[i] / o->inverse[i];
        if (square > most && !is_left(o, i)) {
            most = square;
            at = i;
        }
    }
    return at;
}

/* Rounding errors of nearly singular matrices make numbers negative that are not. */
static double positive(double x, const struct ridge *r)
{
    if (!(x > 0) || isinf(x))
        die("the kernel matrix plus lambda is too nearly singular to leave structures out: raise regression.lambda, now %g",
            r->lambda);
    return x;
}

/* Leaves out structure i. */
static void leave(struct left *o, const struct ridge *r, size_t i)
{
    double *v = o->vector + o->n * r->n;
    memset(v, 0, r->n * sizeof *v);
    v[i] = 1;
    solver_solve(&r->equations, v);
    for (size_t k = 0; k < o->n; k++) {
        const double *before = o->vector + k * r->n;
        cblas_daxpy((int)r->n, -before[i], before, 1, v, 1);
    }
    double alpha = o->alpha[i] / positive(v[i], r), root = sqrt(v[i]);
    for (size_t k = 0; k < r->n; k++) {
        o->alpha[k] -= v[k] * alpha;
        v[k] /= root;
        o->inverse[k] -= v[k] * v[k];
    }
    o->number[o->n++] = i;
}

/* The structures left out, predicted by the others: their part of A^-1 is V V^T, its inverse times s^2 their covariance. */
static void predict_left(struct leave_one_out *l, const struct left *o, const struct ridge *r)
{
    struct equations v = solver_new(solver_table, o->n);
    double *x = mem_new(o->n, sizeof *x);
    for (size_t i = 0; i < o->n; i++) {
        double *row = solver_row(&v, i);
        x[i] = r->alpha[o->number[i]];
        for (size_t k = 0; k <= i; k++)
            row[k] = o->vector[k * r->n + o->number[i]];
    }
    solver_solve(&v, x);
    for (size_t i = 0; i < o->n; i++)
        l->residual[o->number[i]] = x[i];
    solver_inverse_diagonal(&v, x);
    for (size_t i = 0; i < o->n; i++)
        l->inverse[o->number[i]] = 1 / x[i];
    solver_free(&v);
    free(x);
}

void leave_one_out_suspect(struct leave_one_out *l, const struct ridge *r, size_t n)
{
    struct left o = {0, mem_new(n, sizeof *o.number), mem_new(size_mul(n, r->n), sizeof(double)), mem_new(r->n, sizeof(double)),
                     mem_new(r->n, sizeof(double))};
    memcpy(o.alpha, r->alpha, r->n * sizeof *o.alpha);
    memcpy(o.inverse, l->inverse, r->n * sizeof *o.inverse);
    while (o.n < n)
        leave(&o, r, worst(&o, r->n));
    l->variance = 0;
    for (size_t i = 0; i < r->n; i++)
        if (!is_left(&o, i))
            posterior_leave_out(l, i, o.alpha[i], positive(o.inverse[i], r), r->n - n);
    predict_left(l, &o, r);
    free(o.number);
    free(o.vector);
    free(o.alpha);
    free(o.inverse);
}

void leave_one_out_write(const char *path, const struct leave_one_out *l, const struct ridge *r, const struct regression *g)
{
    struct output *out = output_open(path, OUTPUT_TEXT);
    prediction_table_names(out, g->property, PREDICTION_STDDEV);
    for (size_t i = 0; i < r->n; i++) {
        const struct sample *s = &r->sample[i];
        double times = g->per_atom ? (double)s->atoms : 1;
        struct prediction_row row = {.value = *sample_property(s, g->property) - times * l->residual[i],
                                     .deviation = times * posterior_left_deviation(l, i)};
        prediction_table_row(out, s, g->property, PREDICTION_STDDEV, &row);
    }
    output_close(out);
}
