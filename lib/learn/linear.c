#include "learn/linear.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "learn/free_baseline.h"
#include "learn/target.h"
#include "solve/normal.h"
#include "stream/kernel_label.h"
#include "tensor/tensor_maker.h"

/* Structures whose derivatives are made at once. */
enum { BATCH = 64, PLACE_MAX = 512 };

/* What is observed of a structure, and its rows as tensors: of the property, and of its derivatives. */
struct observed {
    struct parcel parcel;
    struct record record;
    double target;
    struct tensor *change; /* nchanges of them, with memory */
    size_t nchanges;
    char *message; /* NULL: the derivatives are there */
};

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

static void make_changes(struct learner *l, struct observed *o)
{
    const struct structure *s = &o->record.geometry;
    size_t n = 3 * s->sample.atoms + STRAINS;
    if (o->nchanges < n) {
        o->change = mem_resize(o->change, n, sizeof *o->change);
        memset(o->change + o->nchanges, 0, (n - o->nchanges) * sizeof *o->change);
        o->nchanges = n;
    }
    const char *message = tensor_maker_jacobian(l->maker, (size_t)omp_get_thread_num(), s, o->change);
    o->message = message ? mem_text(message) : NULL;
}

/* Numbers the blocks of a tensor that are new. */
static void note_blocks(struct learner *l, const struct tensor *t)
{
    struct primal_weights *w = l->weights;
    for (size_t i = 0; i < t->nterms; i++)
        for (size_t b = 0; l->scale[i] > 0 && b < t->term[i].n; b++)
            primal_weights_block(w, i, t->term[i].key + b * w->tensors.terms[i].body);
}

/* A tensor as a row of the unknowns, times a factor. */
static void fill_row(const struct learner *l, const struct tensor *t, double by, double *row)
{
    const struct primal_weights *w = l->weights;
    memset(row, 0, w->nbins * sizeof *row);
    for (size_t i = 0; i < t->nterms; i++) {
        const struct layout *of = &w->tensors.terms[i];
        for (size_t b = 0; l->scale[i] > 0 && b < t->term[i].n; b++) {
            double *to = row + w->first[panel_plan_find(w->plan, i, t->term[i].key + b * of->body)];
            for (size_t j = 0; j < of->bins; j++)
                to[j] = by * l->scale[i] * t->term[i].bin[b * of->bins + j];
        }
    }
}

/* The property's row goes into baseline and deviations too. */
static void add_property(struct learner *l, const struct observed *o, double weight)
{
    size_t bins = l->weights->nbins;
    fill_row(l, &o->record.tensor, 1, l->row);
    free_baseline_add(l->baseline, &o->record.sample, weight, l->row, bins, o->target);
    for (size_t j = 0; j < bins; j++) {
        l->sum[j] += l->row[j];
        l->weights->deviation[j] += l->row[j] * l->row[j];
        l->row[j] *= sqrt(weight);
    }
    l->y[0] = sqrt(weight) * o->target;
}

/* Rows of derivatives, and what is observed of them; returns the number of rows, those before included. */
static size_t add_derivatives(struct learner *l, const struct observed *o, size_t rows)
{
    const struct structure *s = &o->record.geometry;
    size_t bins = l->weights->nbins, places = 3 * s->sample.atoms;
    for (size_t i = 0; o->record.nforces > 0 && i < places; i++, rows++) {
        fill_row(l, &o->change[i], 1, l->row + rows * bins);
        l->y[rows] = -o->record.force[i / 3][i % 3];
    }
    for (size_t e = 0; o->record.has_stress && e < STRAINS; e++, rows++) {
        fill_row(l, &o->change[places + e], 1, l->row + rows * bins);
        l->y[rows] = structure_volume(s) * o->record.stress[gradient_row[e]][gradient_column[e]];
    }
    return rows;
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
    size_t rows = 1 + 3 * o->record.geometry.sample.atoms + STRAINS;
    note_blocks(l, &o->record.tensor);
    grow(l);
    l->row = mem_grow(l->row, &l->row_capacity, size_mul(rows, l->weights->nbins), sizeof *l->row);
    l->y = mem_grow(l->y, &l->y_capacity, rows, sizeof *l->y);
    add_property(l, o, weight);
    normal_add(&l->equations, l->row, l->weights->nbins, add_derivatives(l, o, 1), l->y);
    l->n++;
}

/* Decodes a record, and finds how its tensor changes. */
static void observe(struct learner *l, const struct header *h, struct observed *o)
{
    reader_decode(&o->parcel, h, &o->record);
    if (o->record.geometry.sample.atoms == 0)
        die("%s: record %zu (%s): it does not carry its structure: make the tensors by a recipe that names forces or a stress",
            o->parcel.file, o->parcel.record, o->record.sample.id);
    make_changes(l, o);
}

/* Reads up to BATCH structures and learns from them; false at the end. One thread reads, all work. */
static bool learn_batch(struct learner *l, struct reader *from)
{
    const struct header *h = reader_header(from);
    char place[PLACE_MAX];
    size_t n = 0;
    for (; n < BATCH && reader_take(from, &l->observed[n].parcel); n++)
        hash_add(l->records, l->observed[n].parcel.bytes.at, l->observed[n].parcel.bytes.length);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++)
        observe(l, h, &l->observed[i]);
    for (size_t i = 0; i < n; i++) {
        struct observed *o = &l->observed[i];
        snprintf(place, sizeof place, "%s: record %zu (%s)", o->parcel.file, o->parcel.record, o->record.sample.id);
        if (o->message)
            die("%s: %s", place, o->message);
        o->target = target_of(&o->record.sample, l->regression->property, false, place);
        learn_structure(l, o);
    }
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
    for (size_t i = 0; i < BATCH; i++) {
        struct observed *o = &l->observed[i];
        for (size_t c = 0; c < o->nchanges; c++)
            tensor_free(&o->change[c]);
        free(o->change);
        record_free(&o->record);
        bytes_free(&o->parcel.bytes);
    }
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
    double *scale = mem_new(r->nterms, sizeof *scale);
    l->name = name;
    l->regression = g;
    l->maker = tensor_maker_new(r, threads());
    l->weights = primal_weights_new(h);
    l->records = hash_new();
    l->baseline = free_baseline_new(g->baseline);
    l->scale = mem_new(r->nterms, sizeof *l->scale);
    for (size_t i = 0; i < r->nterms; i++) {
        scale[i] = representation_scale(r, i);
        l->scale[i] = sqrt(kernel_factor(k, i, scale[i]));
    }
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
