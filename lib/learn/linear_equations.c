#include "learn/linear_equations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"

/* Memory for sums over all bins so far, new ones zero. */
static void grow(struct linear_equations *e, size_t unknowns)
{
    size_t known = e->all.normal.n;
    normal_grow(&e->all.normal, unknowns);
    e->sum = mem_grow(e->sum, &e->sum_capacity, unknowns, sizeof *e->sum);
    memset(e->sum + known, 0, (unknowns - known) * sizeof *e->sum);
}

/* The row of a structure's property, not weighed. */
static void note_property(struct linear_equations *e, const struct observed *o, const double *row, size_t width)
{
    double by = regression_weight(e->regression, REGRESSION_PROPERTY, o->record.sample.atoms);
    free_baseline_add(e->baseline, &o->record.sample, by * by, row, width, o->target);
    for (size_t j = 0, pivots = width - e->weights->nbins; j < e->weights->nbins; j++) {
        double x = row[pivots + j];
        e->sum[j] += x;
        e->weights->deviation[j] += x * x;
    }
}

static void add(void *context, struct row_block *b)
{
    struct linear_equations *e = context;
    grow(e, b->width);
    for (size_t i = 0; i < b->n; i++)
        note_property(e, &b->observed[i], b->row + b->first[i] * b->width, b->width);
    linear_rows_weigh(e->regression, b);
    row_sums_add(&e->all, b);
    if (e->kind)
        row_sums_add_kinds(e->kind, b);
}

/* Sums over structures to standard deviations of bins, without the scales of terms. */
static void finish_deviations(struct linear_equations *e)
{
    struct primal_weights *w = e->weights;
    const double *scale = linear_rows_unknowns(e->rows)->scale;
    double n = (double)e->n;
    for (size_t block = 0; block < w->plan->nblocks; block++) {
        size_t term = w->plan->block[block].term, first = w->first[block];
        for (size_t j = first; j < first + w->tensors.terms[term].bins; j++) {
            double mean = e->sum[j] / n, square = w->deviation[j] / n - mean * mean;
            w->deviation[j] = sqrt(fmax(square, 0)) / scale[term];
        }
    }
}

struct linear_equations *linear_equations_new(struct observed_source *train, const struct representation *r,
                                              const struct kernel *k, const struct regression *g, const struct slopes *pivots,
                                              bool kinds)
{
    struct linear_equations *e = mem_zero(1, sizeof *e);
    e->regression = g;
    e->weights = primal_weights_new(observed_source_header(train));
    e->rows = linear_rows_new(r, k, g, pivots, e->weights);
    e->baseline = free_baseline_new(g->baseline);
    e->kind = kinds ? mem_zero(REGRESSION_KINDS, sizeof *e->kind) : NULL;
    e->n = linear_rows_read(e->rows, train, true, add, e);
    if (e->n == 0)
        die("%s: there is no structure to learn from", observed_source_name(train));
    finish_deviations(e);
    if (e->kind) {
        row_sums_set_forces(e->kind, &e->all);
        free_baseline_reduce(e->baseline, &e->kind[REGRESSION_PROPERTY].normal);
    }
    free_baseline_reduce(e->baseline, &e->all.normal);
    return e;
}

void linear_equations_free(struct linear_equations *e)
{
    linear_rows_free(e->rows);
    primal_weights_free(e->weights);
    row_sums_free(&e->all);
    for (int kind = 0; e->kind && kind < REGRESSION_KINDS; kind++)
        row_sums_free(&e->kind[kind]);
    free(e->kind);
    free_baseline_free(e->baseline);
    free(e->sum);
    free(e);
}

double linear_equations_ridge(const struct linear_equations *e, double lambda)
{
    return lambda * normal_scale(&e->all.normal);
}

bool linear_equations_solve(const struct linear_equations *e, double lambda, double *x)
{
    return normal_solve(&e->all.normal, linear_equations_ridge(e, lambda), x);
}
