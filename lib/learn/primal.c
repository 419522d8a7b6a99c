#include "learn/primal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/threads.h"
#include "stream/kernel_label.h"
#include "stream/local_records.h"
#include "stream/record_pipeline.h"

/* What is known of a block: how many structures have it, and whether the one at hand is among them. */
struct having {
    size_t n;
    bool now;
};

/* The tensor of the structure at hand, of one record or the sum over its atoms, and what is known of those before. */
struct primal {
    const char *name;
    const struct ridge *ridge;
    double *scale, *factor; /* of each term; factor: what the kernel multiplies by */
    struct hash *records;
    struct primal_weights *weights; /* deviation: sums of squared differences from the mean */
    struct local_records atoms;
    bool average;          /* over the atoms of a structure, not their sum */
    size_t n;              /* structures that are done */
    double *x;             /* per bin: of the structure at hand, else 0 */
    double *mean;          /* per bin: over the structures that have the block */
    struct having *having; /* per block */
    size_t *block;         /* those of the structure at hand */
    size_t nblocks;
    size_t x_capacity, mean_capacity, having_capacity, block_capacity;
};

/* Makes room for the blocks that the weights have got since the last call. */
static void grow(struct primal *p, size_t blocks, size_t bins)
{
    const struct primal_weights *w = p->weights;
    p->x = mem_grow(p->x, &p->x_capacity, w->nbins, sizeof *p->x);
    p->mean = mem_grow(p->mean, &p->mean_capacity, w->nbins, sizeof *p->mean);
    p->having = mem_grow(p->having, &p->having_capacity, w->plan->nblocks, sizeof *p->having);
    p->block = mem_grow(p->block, &p->block_capacity, w->plan->nblocks, sizeof *p->block);
    for (; blocks < w->plan->nblocks; blocks++)
        p->having[blocks] = (struct having){0};
    for (; bins < w->nbins; bins++)
        p->x[bins] = p->mean[bins] = 0;
}

static void add_block(struct primal *p, size_t term, const uint16_t *key, const double *bin)
{
    struct primal_weights *w = p->weights;
    size_t blocks = w->plan->nblocks, bins = w->nbins, block = primal_weights_block(w, term, key);
    if (block == blocks)
        grow(p, blocks, bins);
    if (!p->having[block].now) {
        p->block[p->nblocks++] = block;
        p->having[block].now = true;
        p->having[block].n++;
    }
    double *x = p->x + w->first[block];
    for (size_t i = 0; i < w->tensors.terms[term].bins; i++)
        x[i] += bin[i];
}

static void add_tensor(struct primal *p, const struct tensor *t)
{
    for (size_t i = 0; i < t->nterms; i++) {
        const struct blocks *b = &t->term[i];
        const struct layout *l = &p->weights->tensors.terms[i];
        for (size_t j = 0; p->factor[i] != 0 && j < b->n; j++)
            add_block(p, i, b->key + j * l->body, b->bin + j * l->bins);
    }
}

/* Adds a tensor's bins x to the weights, and to the mean and the squared deviations of each bin (B. P. Welford,
   Technometrics 4, 419, 1962). */
MANY_TARGETS static void learn(size_t n, double alpha, double share, double *restrict x, double *restrict weight,
                               double *restrict mean, double *restrict square)
{
    for (size_t i = 0; i < n; i++) {
        double from = x[i] - mean[i];
        weight[i] += alpha * x[i];
        mean[i] += share * from;
        square[i] += from * (x[i] - mean[i]);
        x[i] = 0;
    }
}

static void finish_structure(struct primal *p, size_t atoms)
{
    struct primal_weights *w = p->weights;
    for (size_t i = 0; i < p->nblocks; i++) {
        size_t block = p->block[i], first = w->first[block], term = w->plan->block[block].term;
        size_t bins = w->tensors.terms[term].bins;
        for (size_t j = first; p->average && j < first + bins; j++)
            p->x[j] /= (double)atoms;
        learn(bins, p->factor[term] * p->ridge->alpha[p->n], 1 / (double)p->having[block].n, p->x + first, w->weight + first,
              p->mean + first, w->deviation + first);
        p->having[block].now = false;
    }
    p->nblocks = 0;
    p->n++;
}

static _Noreturn void die_other(const struct primal *p)
{
    die("%s: these are not the tensors that the kernel was made of%s", p->name,
        p->atoms.local ? ", or it is not that of mbtr-kernel --sum" : ", or scales of terms have changed");
}

static void take(void *context, const struct parcel *parcel)
{
    hash_add(((struct primal *)context)->records, parcel->bytes.at, parcel->bytes.length);
}

static void use(void *context, const struct parcel *parcel, struct record *r)
{
    struct primal *p = context;
    if (p->n == p->ridge->n)
        die_other(p);
    local_records_next(&p->atoms, parcel, r);
    add_tensor(p, &r->tensor);
    if (!p->atoms.missing)
        finish_structure(p, r->sample.atoms);
}

/* Sums of squares over the structures that have a block to standard deviations over all: the others have zeros. */
static void finish_deviations(const struct primal *p)
{
    struct primal_weights *w = p->weights;
    for (size_t block = 0; block < w->plan->nblocks; block++) {
        double all = (double)p->n, having = (double)p->having[block].n, zeros = having * (all - having) / all;
        size_t first = w->first[block], bins = w->tensors.terms[w->plan->block[block].term].bins;
        for (size_t i = first; i < first + bins; i++)
            w->deviation[i] = sqrt((w->deviation[i] + zeros * p->mean[i] * p->mean[i]) / all);
    }
}

static void check_digest(struct primal *p, const struct kernel_label *label)
{
    char *digest = kernel_label_digest(p->records, label, p->scale, p->weights->tensors.nterms, p->atoms.local);
    if (p->n != p->ridge->n || strcmp(digest, label->digest) != 0)
        die_other(p);
    free(digest);
}

struct primal_weights *primal_learn(struct reader *train, const char *name, const struct ridge *r, const struct kernel *k,
                                    const struct kernel_label *label, const struct representation *of)
{
    const struct header *h = reader_header(train);
    struct primal p = {.name = name,
                       .ridge = r,
                       .scale = mem_new(h->nterms, sizeof *p.scale),
                       .factor = mem_new(h->nterms, sizeof *p.factor),
                       .records = hash_new(),
                       .weights = primal_weights_new(h),
                       .atoms.local = h->local,
                       .average = k->atoms == ATOMS_AVERAGE};
    for (size_t i = 0; i < h->nterms; i++) {
        p.scale[i] = representation_scale(of, i);
        p.factor[i] = kernel_factor(k, i, p.scale[i]);
    }
    record_pipeline_run(train, &(struct record_pipeline){take, use}, &p);
    check_digest(&p, label);
    finish_deviations(&p);
    free(p.scale);
    free(p.factor);
    free(p.x);
    free(p.mean);
    free(p.having);
    free(p.block);
    return p.weights;
}
