#include "learn/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "learn/free_baseline.h"
#include "learn/observed.h"
#include "solve/normal.h"
#include "stream/kernel_label.h"
#include "tensor/tensor_maker.h"

/* Structures whose derivatives are made at once. */
enum { BATCH = 64 };

struct learner {
    const char *name;
    const struct regression *regression;
    struct tensor_maker *maker;
    struct primal_weights *weights; /* deviation: sums of squares so far */
    double *scale;                  /* of each term: roots of what the kernel multiplies by */
    struct hash *records;
    struct normal equations;
    struct free_baseline *baseline;
    struct observed observed[BATCH];
    size_t n;    /* structures */
    double *row; /* of a structure's observations */
    double *y, *sum;
    size_t row_capacity, y_capacity, sum_capacity;
};

/* Numbers the blocks of a tensor that are new. */
static void note_blocks(struct learner *l, const struct tensor *t)
{
    struct primal_weights *w = l->weights;
    for (size_t i = 0; i < t->nterms; i++)
        for (size_t b = 0; l->scale[i] > 0 && b < t->term[i].n; b++)
            primal_weights_block(w, i, t->term[i].key + b * w->tensors.terms[i].body);
}

/* A tensor, or how one changes, as a row of the unknowns: blocks that are empty in all tensors are none of these. */
static void fill_row(const struct learner *l, const struct tensor *t, double *row)
{
    const struct primal_weights *w = l->weights;
    memset(row, 0, w->nbins * sizeof *row);
    for (size_t i = 0; i < t->nterms; i++) {
        const struct layout *of = &w->tensors.terms[i];
        for (size_t b = 0; l->scale[i] > 0 && b < t->term[i].n; b++) {
            size_t block = panel_plan_find(w->plan, i, t->term[i].key + b * of->body);
            for (size_t j = 0; block != PANEL_NONE && j < of->bins; j++)
                row[w->first[block] + j] = l->scale[i] * t->term[i].bin[b * of->bins + j];
        }
    }
}

/* The property's row goes into baseline and deviations too. */
static void add_property(struct learner *l, const struct observed *o, double weight)
{
    size_t bins = l->weights->nbins;
    double root = sqrt(weight);
    fill_row(l, &o->record.tensor, l->row);
    free_baseline_add(l->baseline, &o->record.sample, weight, l->row, bins, o->target);
    for (size_t j = 0; j < bins; j++) {
        l->sum[j] += l->row[j];
        l->weights->deviation[j] += l->row[j] * l->row[j];
        l->row[j] *= root;
    }
    l->y[0] = root * o->target;
}

/* Rows of derivatives, and what is observed of them; returns the number of rows, the property's included. */
static size_t add_derivatives(struct learner *l, const struct observed *o)
{
    size_t n = observed_count(o);
    for (size_t i = 0; i < n; i++) {
        fill_row(l, &o->change[observed_coordinate(o, i)], l->row + (i + 1) * l->weights->nbins);
        l->y[i + 1] = observed_value(o, i);
    }
    return n + 1;
}

static void grow(struct learner *l)
{
    size_t known = l->equations.n, bins = l->weights->nbins;
    normal_grow(&l->equations, bins);
    l->sum = mem_grow(l->sum, &l->sum_capacity, bins, sizeof *l->sum);
    memset(l->sum + known, 0, (bins - known) * sizeof *l->sum);
}

static void learn_structure(struct learner *l, const struct observed *o)
{
    const struct regression *g = l->regression;
    double weight = isnan(g->lambda_energy) ? 1 : g->lambda / g->lambda_energy;
    size_t rows = 1 + observed_count(o);
    note_blocks(l, &o->record.tensor);
    grow(l);
    l->row = mem_grow(l->row, &l->row_capacity, size_mul(rows, l->weights->nbins), sizeof *l->row);
    l->y = mem_grow(l->y, &l->y_capacity, rows, sizeof *l->y);
    add_property(l, o, weight);
    normal_add(&l->equations, l->row, l->weights->nbins, add_derivatives(l, o), l->y);
    l->n++;
}

/* Learns from up to BATCH structures; false at the end. */
static bool learn_batch(struct learner *l, struct reader *from)
{
    size_t n = observed_read(l->observed, BATCH, from, l->records, l->maker, l->regression);
    for (size_t i = 0; i < n; i++)
        learn_structure(l, &l->observed[i]);
    return n == BATCH;
}

/* Sums over structures to standard deviations of bins, without the scales of terms. */
static void finish_deviations(struct learner *l)
{
    struct primal_weights *w = l->weights;
    for (size_t block = 0; block < w->plan->nblocks; block++) {
        size_t term = w->plan->block[block].term, first = w->first[block];
        for (size_t j = first; j < first + w->tensors.terms[term].bins; j++) {
            double mean = l->sum[j] / (double)l->n, square = w->deviation[j] / (double)l->n - mean * mean;
            w->deviation[j] = sqrt(fmax(square, 0)) / l->scale[term];
        }
    }
}

static void solve(struct learner *l, struct baseline *b)
{
    struct primal_weights *w = l->weights;
    double *x = mem_new(w->nbins, sizeof *x);
    free_baseline_reduce(l->baseline, &l->equations);
    if (!normal_solve(&l->equations, l->regression->lambda * normal_scale(&l->equations), x))
        die("%s: the normal equations are not positive definite: raise regression.lambda, now %g", l->name,
            l->regression->lambda);
    *b = free_baseline_solve(l->baseline, x);
    for (size_t block = 0; block < w->plan->nblocks; block++) {
        size_t term = w->plan->block[block].term, first = w->first[block];
        for (size_t j = first; j < first + w->tensors.terms[term].bins; j++)
            w->weight[j] = l->scale[term] * x[j];
    }
    free(x);
}

static void learner_free(struct learner *l)
{
    for (size_t i = 0; i < BATCH; i++)
        observed_free(&l->observed[i]);
    tensor_maker_free(l->maker);
    normal_free(&l->equations);
    free_baseline_free(l->baseline);
    free(l->scale);
    free(l->row);
    free(l->y);
    free(l->sum);
    free(l);
}

struct linear linear_learn(struct reader *train, const char *name, const struct representation *r, const struct kernel *k,
                           const struct kernel_label *label, const struct regression *g)
{
    struct learner *l = mem_zero(1, sizeof *l);
    const struct header *h = reader_header(train);
    struct linear to;
    double *scale = representation_scales(r);
    l->name = name;
    l->regression = g;
    l->maker = tensor_maker_new(r, threads());
    l->weights = primal_weights_new(h);
    l->records = hash_new();
    l->baseline = free_baseline_new(g->baseline);
    l->scale = mem_new(r->nterms, sizeof *l->scale);
    for (size_t i = 0; i < r->nterms; i++)
        l->scale[i] = sqrt(kernel_factor(k, i, scale[i]));
    while (learn_batch(l, train))
        ;
    if (l->n == 0)
        die("%s: there is no structure to learn from", name);
    solve(l, &to.baseline);
    finish_deviations(l);
    to.weights = l->weights;
    to.digest = kernel_label_digest(l->records, label, scale, r->nterms, false);
    free(scale);
    learner_free(l);
    return to;
}

void linear_free(struct linear *l)
{
    primal_weights_free(l->weights);
    baseline_free(&l->baseline);
    free(l->digest);
}
