/* Streams: every record is decoded, and encoded and decoded again; then tensors are gathered as mbtr-kernel does, models
   and factors are read as krr-predict does. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "fuzz/harness.h"
#include "kernel/panels.h"
#include "learn/factor.h"
#include "learn/model.h"
#include "stream/header.h"
#include "stream/reader.h"
#include "stream/record.h"

/* What a record gives when it is encoded must give the same bytes again; one without the kernel with itself is given one. */
static void check_record(const struct header *h, size_t number, const struct record *r)
{
    struct bytes once = {0}, twice = {0};
    record_encode(h, r, &once);
    struct parcel p = {once, "again", 0, number};
    struct record again = {0};
    reader_decode(&p, h, &again);
    record_encode(h, &again, &twice);
    if (once.length != twice.length || memcmp(once.at, twice.at, once.length) != 0)
        abort();
    record_free(&again);
    bytes_free(&once);
    bytes_free(&twice);
}

static void gather_tensors(void)
{
    struct reader *from = reader_open(NULL, 0, HOLDS_TENSOR);
    const struct header *h = reader_header(from);
    double *scale = mem_new(h->nterms, sizeof *scale);
    for (size_t i = 0; i < h->nterms; i++)
        scale[i] = 1;
    struct panels *s = panels_new(h->terms, scale, h->nterms, NULL);
    struct record r = {0};
    while (reader_next(from, &r))
        panels_add(s, &r.tensor);
    panels_finish(s);
    panels_free(s);
    free(scale);
    record_free(&r);
    reader_close(from);
}

/* As if the model were the one that its factor tells of. */
static void read_factor(const struct header *h)
{
    const struct model_label *l = &h->model;
    struct model m = {.n = h->ncolumns,
                      .baseline = {l->ncoefficients, l->numbers, l->coefficient},
                      .per_atom = strcmp(l->per, "atom") == 0,
                      .lambda = l->lambda,
                      .property = l->property,
                      .kernel = h->kernel,
                      .recipe = h->recipe};
    factor_free(factor_read("-", &m));
}

void fuzz_read(const uint8_t *bytes, size_t n)
{
    struct reader *from = reader_open(NULL, 0, HOLDS_ANY);
    struct record r = {0};
    (void)bytes;
    (void)n;
    for (size_t i = 1; reader_next(from, &r); i++) {
        r.self = isnan(r.self) ? 0 : r.self;
        check_record(reader_header(from), i, &r);
    }
    const struct header *h = reader_header(from);
    record_free(&r);
    lseek(STDIN_FILENO, 0, SEEK_SET);
    switch (h->holds) {
    case HOLDS_TENSOR: gather_tensors(); break;
    case HOLDS_MODEL: model_free(model_read("-")); break;
    case HOLDS_FACTOR: read_factor(h); break;
    default: break;
    }
    reader_close(from);
}
