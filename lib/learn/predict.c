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

/* Structures whose deviations are found at once; deviation: first their kernels with themselves. */
struct prediction_chunk {
    size_t n;
    struct sample sample[POSTERIOR_BLOCK];
    double value[POSTERIOR_BLOCK], deviation[POSTERIOR_BLOCK];
    double *rows;
};

struct row_prediction {
    const struct model *model;
    const struct factor *factor; /* NULL: no deviations, and chunks of one structure */
    struct reader *from;
    struct record record;
    struct prediction_chunk *chunk; /* per slot */
    struct output *out;
};

static _Noreturn void die_missing(const char *place, unsigned element)
{
    die("%s: it holds %s, which is in no training structure: the baseline cannot tell", place, element_symbol(element));
}

/* Predicts from the record read last. */
static void predict(const struct row_prediction *j, struct prediction_chunk *c)
{
    const struct record *r = &j->record;
    const struct model *m = j->model;
    unsigned missing;
    if (!model_predict(m, &c->sample[c->n], posterior_mean(r->row, m->alpha, m->n), &c->value[c->n], &missing))
        die_missing(reader_place(j->from), missing);
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
    const struct prediction_chunk *c = &j->chunk[slot];
    for (size_t i = 0; i < c->n; i++)
        prediction_table_row(j->out, &c->sample[i], j->model->property, c->value[i], j->factor ? &c->deviation[i] : NULL);
}

void predict_rows(const struct model *m, const struct factor *f, struct reader *from, struct output *out)
{
    struct pipeline p = {pipeline_slots(1), read_chunk, parts_of_chunk, deviate, print_chunk};
    struct row_prediction j = {.model = m, .factor = f, .from = from, .chunk = mem_zero(p.slots, sizeof *j.chunk), .out = out};
    size_t room = f ? POSTERIOR_BLOCK : 1;
    prediction_table_names(out, m->property, f);
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
    struct sample sample;
    double learned;
    struct output *out;
};

static void add_tensor(void *context, const struct parcel *p, struct record *r)
{
    struct sum *s = context;
    double value;
    unsigned missing;
    if (local_records_next(&s->atoms, p, r)) {
        sample_free(&s->sample);
        s->sample = r->sample;
        r->sample = (struct sample){0};
        s->learned = 0;
    }
    s->learned += primal_weights_dot(s->model->weights, &r->tensor);
    if (s->atoms.missing)
        return;
    if (!model_predict(s->model, &s->sample, s->learned, &value, &missing)) {
        struct bytes place = {0};
        bytes_print(&place, "%s: record %zu (%s)", p->file, p->record, s->sample.id);
        die_missing((char *)place.at, missing);
    }
    prediction_table_row(s->out, &s->sample, s->model->property, value, NULL);
}

void predict_tensors(const struct model *m, struct reader *from, struct output *out)
{
    struct sum s = {.model = m, .atoms.local = m->weights->tensors.local, .out = out};
    prediction_table_names(out, m->property, false);
    record_pipeline_run(from, &(struct record_pipeline){NULL, add_tensor}, &s);
    local_records_end(&s.atoms, &s.sample);
    sample_free(&s.sample);
}
