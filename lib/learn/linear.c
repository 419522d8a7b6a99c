#include "learn/linear.h"

#include <cblas.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/say.h"
#include "base/size.h"
#include "base/threads.h"
#include "learn/changes.h"
#include "learn/free_baseline.h"
#include "learn/observed.h"
#include "learn/unknowns.h"
#include "solve/normal.h"
#include "solve/normal_errors.h"
#include "stream/kernel_label.h"
#include "tensor/tensor_maker.h"

/* Structures that are read at once, and rows of observations that are made at once, but for those of one structure. */
enum { BATCH = 64, ROWS = 2048 };

/* What lambda is chosen from where structures to validate with are given: powers of 2. */
enum { LAMBDA_FIRST = -50, LAMBDA_STEP = 2, LAMBDAS = 26 };

/* What a thread works in. */
struct learner_work {
    struct changes changes;
    struct pivot_rows_memory memory;
};

/* Structures of a stream: their equations, the number of observations, and the sum of the squares of these. */
struct stream_sums {
    struct normal equations;
    size_t n, rows;
    double square;
};

struct learner {
    const char *name;
    const struct regression *regression;
    bool derivatives;
    struct tensor_maker *maker;
    struct slopes *pivots;
    struct primal_weights *weights; /* deviation: sums of squares so far */
    struct unknowns unknowns;
    struct hash *records;
    struct stream_sums sums; /* of training */
    struct free_baseline *baseline;
    struct learner_work *work;
    struct observed observed[BATCH];
    double *row, *y; /* of observations */
    double *sum;     /* of each bin */
    size_t row_capacity, y_capacity, sum_capacity;
};

/* Numbers the blocks of a structure's tensors that are new. */
static void note_blocks(struct learner *l, const struct observed *o)
{
    struct primal_weights *w = l->weights;
    for (size_t k = 0; k < o->ntensors; k++)
        for (size_t i = 0; i < o->tensor.at[k].nterms; i++) {
            const struct blocks *b = &o->tensor.at[k].term[i];
            for (size_t j = 0; l->unknowns.scale[i] > 0 && j < b->n; j++)
                primal_weights_block(w, i, b->key + j * w->tensors.terms[i].body);
        }
}

static size_t rows_of(const struct learner *l, const struct observed *o)
{
    return 1 + (l->derivatives ? observed_count(&o->record) : 0);
}

/* Rows of a structure's observations, the property's first, by the memory of a thread. Returns a message, or NULL. */
static char *fill_rows(const struct learner *l, const struct observed *o, struct learner_work *w, size_t thread, double *row)
{
    size_t rows = rows_of(l, o);
    char *message = rows > 1 ? changes_find(&w->changes, o, l->maker, thread) : NULL;
    if (message)
        return message;
    unknowns_fill(&l->unknowns, o, rows > 1 ? &w->changes : NULL, &w->memory, row, l->sums.equations.n);
    return NULL;
}

/* Multiplies an observation and its row. */
static void weigh(const struct learner *l, double by, double *row, double *y)
{
    if (by == 1)
        return;
    cblas_dscal((int)l->sums.equations.n, by, row, 1);
    *y *= by;
}

/* The property's row goes into baseline and deviations before it is weighed. */
static void add_property(struct learner *l, const struct observed *o, double *row, double *y)
{
    double by = regression_weight(l->regression, REGRESSION_PROPERTY, o->record.sample.atoms);
    *y = o->target;
    free_baseline_add(l->baseline, &o->record.sample, by * by, row, l->sums.equations.n, o->target);
    for (size_t j = 0; j < l->weights->nbins; j++) {
        double x = row[l->unknowns.npivots + j];
        l->sum[j] += x;
        l->weights->deviation[j] += x * x;
    }
    weigh(l, by, row, y);
}

static void add_derivatives(const struct learner *l, const struct observed *o, double *row, double *y)
{
    size_t atoms = o->record.sample.atoms, rows = rows_of(l, o);
    for (size_t i = 1; i < rows; i++) {
        bool force = observed_coordinate(&o->record, i - 1) < 3 * atoms;
        y[i] = observed_value(&o->record, i - 1);
        weigh(l, regression_weight(l->regression, force ? REGRESSION_FORCES : REGRESSION_STRESS, atoms),
              row + i * l->sums.equations.n, &y[i]);
    }
}

static void grow(struct learner *l)
{
    size_t known = l->sums.equations.n, all = unknowns_count(&l->unknowns);
    normal_grow(&l->sums.equations, all);
    l->sum = mem_grow(l->sum, &l->sum_capacity, all, sizeof *l->sum);
    memset(l->sum + known, 0, (all - known) * sizeof *l->sum);
}

/* The property of a structure to validate with, whose baseline is known but for the weights. */
static void add_validation(struct learner *l, const struct observed *o, double *row, double *y)
{
    *y = o->target;
    free_baseline_leave(l->baseline, &o->record.sample, row, y);
    weigh(l, regression_weight(l->regression, REGRESSION_PROPERTY, o->record.sample.atoms), row, y);
}

/* Adds n structures, the rows of which begin at these, to those of training, or of validation. */
static void learn_some(struct learner *l, const struct observed *o, const size_t *first, size_t n, struct stream_sums *to)
{
    size_t rows = first[n] - first[0], width = l->sums.equations.n;
    char *message[BATCH] = {0};
    l->row = mem_grow(l->row, &l->row_capacity, size_mul(rows, width), sizeof *l->row);
    l->y = mem_grow(l->y, &l->y_capacity, rows, sizeof *l->y);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++) {
        size_t thread = (size_t)omp_get_thread_num(), at = first[i] - first[0];
        message[i] = fill_rows(l, &o[i], &l->work[thread], thread, l->row + at * width);
        if (!message[i])
            add_derivatives(l, &o[i], l->row + at * width, l->y + at);
    }
    observed_expect(o, message, n);
    for (size_t i = 0; i < n; i++)
        (to == &l->sums ? add_property : add_validation)(l, &o[i], l->row + (first[i] - first[0]) * width,
                                                         l->y + (first[i] - first[0]));
    normal_add(&to->equations, l->row, width, rows, l->y);
    to->rows += rows;
    to->square += cblas_ddot((int)rows, l->y, 1, l->y, 1);
    to->n += n;
}

/* Reads all structures of a stream, whose records go into the hash, and adds them. Those of training get the unknowns that there
   are new. */
static void learn_all(struct learner *l, struct reader *from, struct hash *records, struct stream_sums *to)
{
    size_t n;
    do {
        size_t first[BATCH + 1] = {0};
        n = observed_read(l->observed, BATCH, from, records, l->regression);
        for (size_t i = 0; i < n; i++) {
            if (to == &l->sums)
                note_blocks(l, &l->observed[i]);
            first[i + 1] = first[i] + rows_of(l, &l->observed[i]);
        }
        grow(l);
        for (size_t i = 0, end; i < n; i = end) {
            for (end = i + 1; end < n && first[end + 1] - first[i] <= ROWS; end++)
                ;
            learn_some(l, &l->observed[i], first + i, end - i, to);
        }
    } while (n == BATCH);
    if (to->n == 0)
        die("%s: there is no structure to learn from", reader_file(from));
}

/* Sums over structures to standard deviations of bins, without the scales of terms. */
static void finish_deviations(struct learner *l)
{
    struct primal_weights *w = l->weights;
    double n = (double)l->sums.n;
    for (size_t block = 0; block < w->plan->nblocks; block++) {
        size_t term = w->plan->block[block].term, first = w->first[block];
        for (size_t j = first; j < first + w->tensors.terms[term].bins; j++) {
            double mean = l->sum[j] / n, square = w->deviation[j] / n - mean * mean;
            w->deviation[j] = sqrt(fmax(square, 0)) / l->unknowns.scale[term];
        }
    }
}

/* From unknowns to the weights of pivots and bins. */
static void set_weights(struct learner *l, double *x)
{
    struct primal_weights *w = l->weights;
    if (l->pivots) {
        pivot_rows_weights(l->unknowns.pivots, x);
        memcpy(l->pivots->alpha, x, l->unknowns.npivots * sizeof *x);
    }
    for (size_t block = 0; block < w->plan->nblocks; block++) {
        size_t term = w->plan->block[block].term, first = w->first[block];
        for (size_t j = first; j < first + w->tensors.terms[term].bins; j++)
            w->weight[j] = l->unknowns.scale[term] * x[l->unknowns.npivots + j];
    }
}

/* The lambda by which other structures are predicted best. */
static double choose_lambda(struct learner *l, struct reader *valid)
{
    struct stream_sums other = {.equations = normal_new()};
    struct hash *records = hash_new();
    double lambda[LAMBDAS], ridge[LAMBDAS], error[LAMBDAS];
    size_t best = 0;
    normal_grow(&other.equations, l->sums.equations.n);
    learn_all(l, valid, records, &other);
    for (size_t i = 0; i < LAMBDAS; i++) {
        lambda[i] = ldexp(1, LAMBDA_FIRST + LAMBDA_STEP * (int)i);
        ridge[i] = lambda[i] * normal_scale(&l->sums.equations);
    }
    normal_errors(&l->sums.equations, &other.equations, other.square, ridge, LAMBDAS, error);
    for (size_t i = 0; i < LAMBDAS; i++) {
        say_note("lambda 2^%d: error %.6g", LAMBDA_FIRST + LAMBDA_STEP * (int)i, sqrt(fmax(error[i], 0) / (double)other.rows));
        best = error[i] < error[best] ? i : best;
    }
    hash_free(records);
    normal_free(&other.equations);
    return lambda[best];
}

/* s^2, from what x leaves of the observations: the sum of squares over what is free of them. a: the factor of the equations. */
static double find_variance(const struct learner *l, const struct equations *a, double ridge, const double *x)
{
    const struct normal *e = &l->sums.equations;
    size_t rank;
    double *inverse = mem_new(e->n, sizeof *inverse), free_rows = (double)l->sums.rows;
    double left = l->sums.square - free_baseline_explained(l->baseline, &rank);
    solver_inverse_diagonal(a, inverse);
    for (size_t i = 0; i < e->n; i++) {
        left -= x[i] * (e->right[i] + ridge * x[i]);
        free_rows -= 1 - ridge * inverse[i];
    }
    free(inverse);
    return fmax(left, 0) / (free_rows - (double)rank);
}

/* The unknowns in the order that a model is read in; to be freed. */
static size_t *order_of(const struct learner *l)
{
    size_t *order = mem_new(l->sums.equations.n, sizeof *order), *bins = primal_weights_order(l->weights);
    for (size_t i = 0; i < l->sums.equations.n; i++)
        order[i] = i < l->unknowns.npivots ? i : l->unknowns.npivots + bins[i - l->unknowns.npivots];
    free(bins);
    return order;
}

/* The factor of the equations of baseline and unknowns. */
static void make_factor(const struct learner *l, double ridge, const double *x, struct linear *to)
{
    size_t *order = order_of(l);
    struct equations a = normal_factor(&l->sums.equations, ridge, order);
    to->variance = find_variance(l, &a, ridge, x);
    to->equations = free_baseline_border(l->baseline, &a, order);
    solver_free(&a);
    free(order);
}

static void solve(struct learner *l, bool factor, struct linear *to)
{
    double *x = mem_new(l->sums.equations.n, sizeof *x), ridge = to->lambda * normal_scale(&l->sums.equations);
    if (!normal_solve(&l->sums.equations, ridge, x))
        die("%s: the normal equations are not positive definite: raise regression.lambda, now %g", l->name, to->lambda);
    to->baseline = free_baseline_solve(l->baseline, x);
    if (factor)
        make_factor(l, ridge, x, to);
    set_weights(l, x);
    free(x);
}

static struct learner *learner_new(const struct header *h, const char *name, const struct representation *r,
                                   const struct kernel *k, const struct regression *g, struct slopes *pivots)
{
    struct learner *l = mem_zero(1, sizeof *l);
    l->name = name;
    l->regression = g;
    l->derivatives = regression_has_forces(g);
    l->maker = tensor_maker_new(r, threads());
    l->pivots = pivots;
    l->weights = primal_weights_new(h);
    l->unknowns = unknowns_new(pivots, l->weights, r, k);
    l->records = hash_new();
    l->baseline = free_baseline_new(g->baseline);
    l->work = mem_zero(threads(), sizeof *l->work);
    return l;
}

static void learner_free(struct learner *l)
{
    for (size_t i = 0; i < BATCH; i++)
        observed_free(&l->observed[i]);
    for (size_t t = 0; t < threads(); t++) {
        changes_free(&l->work[t].changes);
        free(l->work[t].memory.at);
    }
    tensor_maker_free(l->maker);
    unknowns_free(&l->unknowns);
    normal_free(&l->sums.equations);
    free_baseline_free(l->baseline);
    free(l->work);
    free(l->row);
    free(l->y);
    free(l->sum);
    free(l);
}

struct linear linear_learn(struct reader *train, const char *name, const struct representation *r, const struct kernel *k,
                           const struct kernel_label *label, const struct regression *g, struct slopes *pivots,
                           struct reader *valid, bool factor)
{
    struct learner *l = learner_new(reader_header(train), name, r, k, g, pivots);
    struct linear to = {.pivots = pivots, .weights = l->weights};
    learn_all(l, train, l->records, &l->sums);
    finish_deviations(l);
    free_baseline_reduce(l->baseline, &l->sums.equations);
    to.lambda = valid ? choose_lambda(l, valid) : g->lambda;
    solve(l, factor, &to);
    double *scale = representation_scales(r);
    to.digest = kernel_label_digest(l->records, label, scale, r->nterms, reader_header(train)->local);
    free(scale);
    learner_free(l);
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
