#include "learn/predict.h"

#include <math.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/pipeline.h"
#include "base/size.h"
#include "learn/posterior.h"
#include "learn/prediction_table.h"
#include "stream/local_records.h"
#include "stream/record_pipeline.h"
#include "structure/element.h"

/* Structures whose deviations are found at once; deviation: first their kernels with themselves, then what rows tell. */
struct prediction_chunk {
    size_t n;
    struct sample sample[POSTERIOR_BLOCK];
    struct prediction_row row[POSTERIOR_BLOCK];
    double deviation[POSTERIOR_BLOCK];
    double *rows;
};

struct row_prediction {
    const struct model *model;
    const struct factor *factor;  /* NULL: no deviations, and chunks of one structure */
    const struct kernel *novelty; /* NULL: none */
    unsigned columns;
    const char *added; /* NULL: none */
    struct reader *from;
    struct record record;
    struct prediction_chunk *chunk; /* per slot */
    struct output *out;
};

/* What a model predicts from what it learned, and what is added to that. False: *why tells what lacks. */
static bool predict_sample(const struct model *m, const char *added, const struct sample *s, double learned, double *value,
                           struct bytes *why)
{
    unsigned missing;
    const double *other = added ? sample_property(s, added) : NULL;
    if (!model_predict(m, s, learned, value, &missing)) {
        bytes_print(why, "it holds %s, which is in no training structure: the baseline cannot tell", element_symbol(missing));
        return false;
    }
    if (added && !other) {
        bytes_print(why, "there is no property '%s' to be added; there is: ", added);
        sample_property_names(s, why);
        return false;
    }
    *value += other ? *other : 0;
    return true;
}

static double largest_of(const double *x, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = x[i] > most ? x[i] : most;
    return most;
}

/* The distance of the record's structure to the nearest training structure; or that of its atom which is farthest from the
   nearest training atom. Rows of older versions may be sums over atoms by their numbers alone: with itself a structure then has
   another kernel than 1. */
static void find_novelty(const struct row_prediction *j, struct prediction_row *row)
{
    const struct record *r = &j->record;
    bool atoms = j->columns & PREDICTION_ATOM;
    if (atoms ? r->unlike == 0 : r->self != 1)
        die("%s: the row does not tell what it is nearest to: compute it anew, by this version", reader_place(j->from));
    row->atom = r->unlike;
    row->novelty = kernel_distance(j->novelty, atoms ? r->nearest : largest_of(r->row, r->nrow));
}

/* Predicts from the record read last. */
static void predict(const struct row_prediction *j, struct prediction_chunk *c)
{
    const struct record *r = &j->record;
    const struct model *m = j->model;
    struct bytes why = {0};
    double learned = posterior_mean(r->row, m->alpha, m->n);
    if (!predict_sample(m, j->added, &c->sample[c->n], learned, &c->row[c->n].value, &why))
        die("%s: %s", reader_place(j->from), (char *)why.at);
    if (j->novelty)
        find_novelty(j, &c->row[c->n]);
    if (j->factor && isnan(r->self))
        die("%s: the row does not tell the kernel of the structure with itself: compute it anew, by this version",
            reader_place(j->from));
    c->deviation[c->n] = r->self;
}

static bool read_chunk(void *context, size_t slot)
{
    struct row_prediction *j = context;
    struct prediction_chunk *c = &j->chunk[slot];
    size_t room = j->factor ? POSTERIOR_BLOCK : 1;
    for (c->n = 0; c->n < room && (j->record.row = c->rows + c->n * j->model->n, reader_next(j->from, &j->record)); c->n++) {
        sample_free(&c->sample[c->n]);
        c->sample[c->n] = record_take_sample(&j->record);
        predict(j, c);
    }
    return c->n > 0;
}

static size_t parts_of_chunk(void *context, size_t slot)
{
    (void)slot;
    return ((struct row_prediction *)context)->factor ? 1 : 0;
}

static void deviate(void *context, size_t slot, size_t part)
{
    struct row_prediction *j = context;
    const struct factor *f = j->factor;
    struct prediction_chunk *c = &j->chunk[slot];
    (void)part;
    posterior_deviations(&f->equations, f->lambda, f->variance, c->rows, c->deviation, c->n);
    for (size_t i = 0; i < c->n && j->model->per_atom; i++)
        c->deviation[i] *= (double)c->sample[i].atoms;
}

static void print_chunk(void *context, size_t slot)
{
    struct row_prediction *j = context;
    struct prediction_chunk *c = &j->chunk[slot];
    for (size_t i = 0; i < c->n; i++) {
        c->row[i].deviation = c->deviation[i];
        prediction_table_row(j->out, &c->sample[i], j->model->property, j->columns, &c->row[i]);
    }
}

static unsigned columns_of(const struct factor *f, const struct kernel *novelty)
{
    unsigned columns = f ? PREDICTION_STDDEV : 0;
    if (novelty)
        columns |= novelty->atoms == ATOMS_NONE ? PREDICTION_NOVELTY : PREDICTION_NOVELTY | PREDICTION_ATOM;
    return columns;
}

void predict_rows(const struct model *m, const struct factor *f, const struct kernel *novelty, const char *added,
                  struct reader *from, struct output *out)
{
    struct pipeline p = {pipeline_slots(1), read_chunk, parts_of_chunk, deviate, print_chunk};
    struct row_prediction j = {.model = m, .factor = f, .novelty = novelty, .added = added, .from = from, .out = out};
    size_t room = f ? POSTERIOR_BLOCK : 1;
    j.columns = columns_of(f, novelty);
    j.chunk = mem_zero(p.slots, sizeof *j.chunk);
    prediction_table_names(out, m->property, j.columns);
    for (size_t i = 0; i < p.slots; i++)
        j.chunk[i].rows = mem_matrix(size_mul(room, m->n), sizeof *j.chunk[i].rows);
    pipeline_run(&p, &j);
    for (size_t i = 0; i < p.slots; i++) {
        for (size_t k = 0; k < POSTERIOR_BLOCK; k++)
            sample_free(&j.chunk[i].sample[k]);
        free(j.chunk[i].rows);
    }
    free(j.chunk);
    j.record.row = NULL;
    record_free(&j.record);
}

/* The structure at hand, of which atoms may come one by one. */
struct sum {
    const struct model *model;
    struct local_records atoms;
    bool average;
    const char *added; /* NULL: none */
    struct sample sample;
    double learned;
    struct output *out;
};

static void add_tensor(void *context, const struct parcel *p, struct record *r)
{
    struct sum *s = context;
    struct prediction_row row;
    struct bytes why = {0};
    if (local_records_next(&s->atoms, p, r)) {
        sample_free(&s->sample);
        s->sample = r->sample;
        r->sample = (struct sample){0};
        s->learned = 0;
    }
    s->learned += primal_weights_dot(s->model->weights, &r->tensor);
    if (s->atoms.missing)
        return;
    if (s->average)
        s->learned /= (double)s->sample.atoms;
    if (!predict_sample(s->model, s->added, &s->sample, s->learned, &row.value, &why))
        die("%s: record %zu (%s): %s", p->file, p->record, s->sample.id, (char *)why.at);
    prediction_table_row(s->out, &s->sample, s->model->property, 0, &row);
}

void predict_tensors(const struct model *m, const struct kernel *k, const char *added, struct reader *from, struct output *out)
{
    struct sum s = {
        .model = m, .atoms.local = m->weights->tensors.local, .average = k->atoms == ATOMS_AVERAGE, .added = added, .out = out};
    prediction_table_names(out, m->property, 0);
    record_pipeline_run(from, &(struct record_pipeline){NULL, add_tensor}, &s);
    local_records_end(&s.atoms, &s.sample);
    sample_free(&s.sample);
}
