/* krr-predict: a model and kernel rows to a table of predictions. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/options.h"
#include "base/output.h"
#include "base/pipeline.h"
#include "learn/factor.h"
#include "learn/model.h"
#include "learn/prediction.h"
#include "text/element.h"

static char *model_path, *factor_path;

static const struct option_row options[] = {
    {'m', "model", OPTION_TEXT, &model_path, "MODEL", "the model that krr-train wrote"},
    {0, "stddev", OPTION_TEXT, &factor_path, "FACTOR", "standard deviations too, by what krr-train --factor wrote"},
    {0},
};

static const struct program program = {
    "krr-predict", "Predicts a property of structures.", "-m MODEL [FILE ...]", options};

static void check_rows(const struct header *h, const struct model *m)
{
    if (h->symmetric)
        die("a symmetric kernel holds half of each row only: mbtr-kernel -x TRAIN makes rows to predict from");
    if (strcmp(h->kernel.digest, m->kernel.digest) == 0 && h->ncolumns == m->n)
        return;
    struct bytes rows = {0}, model = {0};
    kernel_label_print(&h->kernel, &rows);
    kernel_label_print(&m->kernel, &model);
    die("these rows are not the model's: they are against another training set, or another kernel (%s; the model's is %s)",
        (char *)rows.at, (char *)model.at);
}

/* Structures whose deviations are found at once; deviation: first their kernels with themselves. */
struct chunk {
    size_t n;
    struct sample sample[CHOLESKY_BLOCK];
    double value[CHOLESKY_BLOCK], deviation[CHOLESKY_BLOCK];
    double *rows;
};

struct job {
    const struct model *model;
    const struct factor *factor; /* NULL: no deviations, and chunks of one structure */
    struct reader *from;
    struct record record;
    struct chunk *chunk; /* per slot */
    struct output *out;
};

/* Predicts from the record read last. */
static void predict(const struct job *j, struct chunk *c)
{
    const struct record *r = &j->record;
    const struct model *m = j->model;
    unsigned missing;
    if (r->nrow != m->n)
        die("%s: expected %zu numbers, found %zu", reader_place(j->from), m->n, r->nrow);
    if (!model_predict(m, &r->sample, r->row, &c->value[c->n], &missing))
        die("%s: it holds %s, which is in no training structure: the baseline cannot tell", reader_place(j->from),
            element_symbol(missing));
    if (j->factor && isnan(r->self))
        die("%s: the row does not tell the kernel of the structure with itself: compute it anew, by this version",
            reader_place(j->from));
    c->deviation[c->n] = r->self;
}

static bool read_chunk(void *context, size_t slot)
{
    struct job *j = context;
    struct chunk *c = &j->chunk[slot];
    size_t room = j->factor ? CHOLESKY_BLOCK : 1;
    for (c->n = 0; c->n < room && (j->record.row = c->rows + c->n * j->model->n, reader_next(j->from, &j->record)); c->n++) {
        predict(j, c);
        sample_free(&c->sample[c->n]);
        c->sample[c->n] = j->record.sample;
        j->record.sample = (struct sample){0};
    }
    return c->n > 0;
}

static size_t parts_of_chunk(void *context, size_t slot)
{
    (void)slot;
    return ((struct job *)context)->factor ? 1 : 0;
}

static void deviate(void *context, size_t slot, size_t part)
{
    struct job *j = context;
    struct chunk *c = &j->chunk[slot];
    (void)part;
    factor_deviations(j->factor, c->rows, c->deviation, c->n);
    for (size_t i = 0; i < c->n && j->model->per_atom; i++)
        c->deviation[i] *= (double)c->sample[i].atoms;
}

static void print_chunk(void *context, size_t slot)
{
    struct job *j = context;
    const struct chunk *c = &j->chunk[slot];
    for (size_t i = 0; i < c->n; i++)
        prediction_print(j->out, &c->sample[i], j->model->property, c->value[i], j->factor ? &c->deviation[i] : NULL);
}

static void run(struct job *j)
{
    struct pipeline p = {pipeline_slots(1), read_chunk, parts_of_chunk, deviate, print_chunk};
    size_t room = j->factor ? CHOLESKY_BLOCK : 1;
    j->chunk = mem_zero(p.slots, sizeof *j->chunk);
    for (size_t i = 0; i < p.slots; i++)
        j->chunk[i].rows = mem_matrix(size_mul(room, j->model->n), sizeof *j->chunk[i].rows);
    prediction_names(j->out, j->model->property, j->factor);
    pipeline_run(&p, j);
    for (size_t i = 0; i < p.slots; i++) {
        for (size_t k = 0; k < CHOLESKY_BLOCK; k++)
            sample_free(&j->chunk[i].sample[k]);
        free(j->chunk[i].rows);
    }
    free(j->chunk);
    j->record.row = NULL;
    record_free(&j->record);
}

int main(int argc, char **argv)
{
    size_t count = options_read(&program, argc, argv);
    if (!model_path)
        die_usage("-m MODEL is missing");
    struct model *m = model_read(model_path);
    struct factor *f = factor_path ? factor_read(factor_path, m) : NULL;
    struct job j = {.model = m, .factor = f, .from = reader_open(argv, count, HOLDS_KERNEL)};
    check_rows(reader_header(j.from), m);

    j.out = output_open(common.output, OUTPUT_TEXT);
    run(&j);
    output_close(j.out);

    reader_close(j.from);
    factor_free(f);
    model_free(m);
    return EXIT_SUCCESS;
}
