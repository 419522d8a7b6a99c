#include "learn/rows.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/progress.h"
#include "learn/digest.h"
#include "learn/gram.h"
#include "learn/set.h"
#include "tensor/mbtr.h"

struct rows {
    const struct kernel *kernel;
    size_t nterms;
    struct layout *layout;
    double *scale;
};

/* A set and whose tensors they are. */
struct group {
    struct set *set;
    struct sample *sample;
    size_t capacity;
};

struct rows *rows_new(const struct term *terms, size_t nterms, const struct kernel *k)
{
    struct rows *r = mem_new(1, sizeof *r);
    *r = (struct rows){k, nterms, mem_new(nterms, sizeof *r->layout), mem_new(nterms, sizeof *r->scale)};
    mbtr_layout(terms, nterms, r->layout);
    for (size_t i = 0; i < nterms; i++)
        r->scale[i] = terms[i].scale;
    return r;
}

void rows_free(struct rows *r)
{
    free(r->layout);
    free(r->scale);
    free(r);
}

static struct group group_new(const struct rows *r)
{
    return (struct group){set_new(r->layout, r->scale, r->nterms), NULL, 0};
}

static void group_add(struct group *g, struct record *record)
{
    size_t n = g->set->n;
    g->sample = mem_grow(g->sample, &g->capacity, n + 1, sizeof *g->sample);
    g->sample[n] = record->sample;
    record->sample = (struct sample){0};
    set_add(g->set, &record->tensor);
}

static void group_clear(struct group *g)
{
    for (size_t i = 0; i < g->set->n; i++)
        sample_free(&g->sample[i]);
    set_clear(g->set);
}

static void group_free(struct group *g)
{
    group_clear(g);
    free(g->sample);
    set_free(g->set);
}

/* Reads a whole stream; returns its digest. */
static char *read_all(const struct rows *r, struct reader *from, struct group *g)
{
    struct digest *digest = digest_new();
    struct record record = {0};
    while (reader_next(from, &record)) {
        size_t length;
        const unsigned char *raw = reader_raw(from, &length);
        digest_record(digest, raw, length);
        group_add(g, &record);
    }
    record_free(&record);
    return digest_finish(digest, r->kernel, r->scale, r->nterms);
}

static struct header make_header(const struct rows *r, const struct group *columns, bool symmetric, char *digest,
                                 const char *by, const char *recipe)
{
    struct header h = {.holds = HOLDS_KERNEL, .by = mem_text(by), .recipe = mem_text(recipe), .symmetric = symmetric};
    h.kernel = (struct kernel_label){mem_text(r->kernel->function->name), r->kernel->sigma, digest};
    if (r->kernel->function->measure == MEASURE_DOT)
        h.kernel.sigma = 0;
    h.ncolumns = columns->set->n;
    h.columns = mem_new(h.ncolumns, sizeof *h.columns);
    for (size_t i = 0; i < h.ncolumns; i++)
        h.columns[i] = mem_text(columns->sample[i].id);
    return h;
}

/* Computes and writes the rows first to last - 1 of a group. */
static void write_rows(const struct rows *r, const struct group *rows, size_t first, size_t last,
                       const struct group *columns, const struct header *h, struct writer *to, double *out)
{
    size_t ncolumns = h->symmetric ? last : h->ncolumns;
    struct bytes bytes = {0};
    gram_rows(r->kernel, rows->set, first, last, columns->set, ncolumns, out);
    for (size_t i = first; i < last; i++) {
        struct record record = {.sample = rows->sample[i], .row = out + (i - first) * ncolumns,
                                .nrow = h->symmetric ? i + 1 : ncolumns};
        bytes.length = 0;
        record_encode(h, &record, &bytes);
        writer_put(to, &bytes, 1);
    }
    bytes_free(&bytes);
}

static double *chunk_new(size_t columns)
{
    return mem_matrix(size_mul(GRAM_ROWS, columns), sizeof(double));
}

void rows_symmetric(struct rows *r, struct reader *from, const char *path, const char *by, const char *recipe)
{
    struct group all = group_new(r);
    char *digest = read_all(r, from, &all);
    struct header h = make_header(r, &all, true, digest, by, recipe);
    struct writer *to = writer_open(path, &h);
    struct progress progress = progress_start("rows", all.set->n);
    double *out = chunk_new(all.set->n);
    for (size_t first = 0, last; first < all.set->n; first = last) {
        last = all.set->n - first < GRAM_ROWS ? all.set->n : first + GRAM_ROWS;
        write_rows(r, &all, first, last, &all, &h, to, out);
        progress_step(&progress, last - first);
    }
    progress_end(&progress);
    writer_close(to);
    free(out);
    header_free(&h);
    group_free(&all);
}

void rows_against(struct rows *r, struct reader *columns, struct reader *from, const char *path, const char *by,
                  const char *recipe)
{
    struct group train = group_new(r), chunk = group_new(r);
    char *digest = read_all(r, columns, &train);
    struct header h = make_header(r, &train, false, digest, by, recipe);
    struct writer *to = writer_open(path, &h);
    struct progress progress = progress_start("rows", 0);
    struct record record = {0};
    double *out = chunk_new(train.set->n);
    for (bool more = true; more;) {
        while (chunk.set->n < GRAM_ROWS && (more = reader_next(from, &record)))
            group_add(&chunk, &record);
        write_rows(r, &chunk, 0, chunk.set->n, &train, &h, to, out);
        progress_step(&progress, chunk.set->n);
        group_clear(&chunk);
    }
    progress_end(&progress);
    writer_close(to);
    record_free(&record);
    free(out);
    header_free(&h);
    group_free(&train);
    group_free(&chunk);
}
