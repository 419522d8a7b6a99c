#include "learn/rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/progress.h"
#include "learn/digest.h"
#include "learn/gram.h"
#include "learn/set.h"
#include "tensor/mbtr.h"

struct rows {
    const struct kernel *kernel;
    bool sum;
    size_t nterms;
    struct layout *layout;
    double *scale;
};

/* Structures and their tensors: those of structure i are number first[i] to first[i+1]-1 of the set; one each, or one
   per atom. */
struct group {
    struct set *set;
    size_t n;
    struct sample *sample;
    size_t *first;
    size_t sample_capacity, first_capacity;
};

struct rows *rows_new(const struct term *terms, size_t nterms, const struct kernel *k, bool sum)
{
    struct rows *r = mem_new(1, sizeof *r);
    *r = (struct rows){k, sum, nterms, mem_new(nterms, sizeof *r->layout), mem_new(nterms, sizeof *r->scale)};
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
    return (struct group){.set = set_new(r->layout, r->scale, r->nterms)};
}

/* An atom's id ends in ":atom", which its structure's does not. */
static void strip_atom(char *id)
{
    char *colon = strrchr(id, ':');
    if (colon)
        *colon = '\0';
}

/* Adds the next structure: one record, or those of all its atoms. False at the end of the stream. */
static bool group_read(struct group *g, const struct rows *r, struct reader *from, struct digest *digest)
{
    struct record record = {0};
    size_t atom = 0, atoms = 1;
    for (; atom < atoms && reader_next(from, &record); atom++) {
        size_t length;
        const unsigned char *raw = reader_raw(from, &length);
        if (digest)
            digest_record(digest, raw, length);
        if (r->sum && record.atom != atom + 1)
            die("%s: expected atom %zu of a structure, found atom %zu", reader_place(from), atom + 1, record.atom);
        set_add(g->set, &record.tensor);
        if (atom == 0) {
            atoms = r->sum ? record.sample.atoms : 1;
            g->sample = mem_grow(g->sample, &g->sample_capacity, g->n + 1, sizeof *g->sample);
            g->first = mem_grow(g->first, &g->first_capacity, g->n + 2, sizeof *g->first);
            g->first[0] = 0;
            g->sample[g->n] = record.sample;
            record.sample = (struct sample){0};
            if (r->sum)
                strip_atom(g->sample[g->n].id);
        }
    }
    record_free(&record);
    if (atom > 0 && atom < atoms)
        die("%s: the structure has %zu atoms, the stream ends after %zu", reader_place(from), atoms, atom);
    if (atom > 0)
        g->first[++g->n] = g->set->n;
    return atom > 0;
}

static void group_clear(struct group *g)
{
    for (size_t i = 0; i < g->n; i++)
        sample_free(&g->sample[i]);
    g->n = 0;
    set_clear(g->set);
}

static void group_free(struct group *g)
{
    group_clear(g);
    free(g->sample);
    free(g->first);
    set_free(g->set);
}

/* Reads a whole stream; returns its digest. */
static char *read_all(const struct rows *r, struct reader *from, struct group *g)
{
    struct digest *digest = digest_new();
    while (group_read(g, r, from, digest))
        ;
    return digest_finish(digest, r->kernel, r->scale, r->nterms, r->sum);
}

static struct header make_header(const struct rows *r, const struct group *columns, bool symmetric, char *digest,
                                 const char *by, const char *recipe)
{
    struct header h = {.holds = HOLDS_KERNEL, .by = mem_text(by), .recipe = mem_text(recipe), .symmetric = symmetric};
    h.kernel = (struct kernel_label){mem_text(r->kernel->function->name), r->kernel->sigma, digest};
    if (r->kernel->function->measure == MEASURE_DOT)
        h.kernel.sigma = 0;
    h.ncolumns = columns->n;
    h.columns = mem_new(h.ncolumns, sizeof *h.columns);
    for (size_t i = 0; i < h.ncolumns; i++)
        h.columns[i] = mem_text(columns->sample[i].id);
    return h;
}

/* Adds the rows of tensors first to last - 1 (ncolumns numbers each) to those of their structures, of which the first one
   is structure. */
static void add_up(const struct group *rows, size_t structure, size_t first, size_t last, const double *tensors,
                   size_t ncolumns, const struct group *columns, size_t nstructures, double *out)
{
    size_t s = structure;
    for (size_t i = first; i < last; i++) {
        const double *row = tensors + (i - first) * ncolumns;
        while (i >= rows->first[s + 1])
            s++;
        for (size_t c = 0; c < nstructures; c++)
            for (size_t j = columns->first[c]; j < columns->first[c + 1]; j++)
                out[(s - structure) * nstructures + c] += row[j];
    }
}

/* The kernel of structures first to last - 1 with the first n of columns, to out. */
static void compute(const struct rows *r, const struct group *rows, size_t first, size_t last, const struct group *columns,
                    size_t n, double *out)
{
    size_t ncolumns = columns->first[n], begin = rows->first[first], end = rows->first[last];
    if (!r->sum) {
        gram_rows(r->kernel, rows->set, begin, end, columns->set, ncolumns, out);
        return;
    }
    double *tensors = mem_matrix(size_mul(GRAM_ROWS, ncolumns), sizeof *tensors);
    memset(out, 0, (last - first) * n * sizeof *out);
    for (size_t i = begin, next; i < end; i = next) {
        next = end - i < GRAM_ROWS ? end : i + GRAM_ROWS;
        gram_rows(r->kernel, rows->set, i, next, columns->set, ncolumns, tensors);
        add_up(rows, first, i, next, tensors, ncolumns, columns, n, out);
    }
    free(tensors);
}

/* Computes and writes the rows first to last - 1 of a group. */
static void write_rows(const struct rows *r, const struct group *rows, size_t first, size_t last,
                       const struct group *columns, const struct header *h, struct writer *to, double *out)
{
    size_t n = h->symmetric ? last : h->ncolumns;
    struct bytes bytes = {0};
    compute(r, rows, first, last, columns, n, out);
    for (size_t i = first; i < last; i++) {
        struct record record = {.sample = rows->sample[i], .row = out + (i - first) * n, .nrow = h->symmetric ? i + 1 : n};
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
    struct progress progress = progress_start("rows", all.n);
    double *out = chunk_new(all.n);
    for (size_t first = 0, last; first < all.n; first = last) {
        last = all.n - first < GRAM_ROWS ? all.n : first + GRAM_ROWS;
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
    if (train.n == 0)
        die("there is no structure to compute rows against");
    struct header h = make_header(r, &train, false, digest, by, recipe);
    struct writer *to = writer_open(path, &h);
    struct progress progress = progress_start("rows", 0);
    double *out = chunk_new(train.n);
    for (bool more = true; more;) {
        while (chunk.n < GRAM_ROWS && (more = group_read(&chunk, r, from, NULL)))
            ;
        if (chunk.n > 0)
            write_rows(r, &chunk, 0, chunk.n, &train, &h, to, out);
        progress_step(&progress, chunk.n);
        group_clear(&chunk);
    }
    progress_end(&progress);
    writer_close(to);
    free(out);
    header_free(&h);
    group_free(&train);
    group_free(&chunk);
}
