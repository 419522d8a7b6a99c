#include "kernel/kernel_stream.h"

#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/pipeline.h"
#include "base/progress.h"
#include "base/size.h"
#include "base/threads.h"
#include "math/triangle.h"
#include "stream/kernel_label.h"
#include "stream/writer.h"

struct kernel_stream {
    const struct kernel *kernel;
    const struct kernel_label *label;
    size_t nterms;
    struct layout *layout;
    double *scale;
    struct bin_basis **basis;
    double *between; /* elements; NULL: the kernel does not ask for it */
};

struct kernel_stream *kernel_stream_new(const struct representation *of, const struct kernel *k,
                                        const struct kernel_label *label)
{
    struct kernel_stream *r = mem_new(1, sizeof *r);
    size_t n = of->nterms;
    *r = (struct kernel_stream){k, label, n, mem_new(n, sizeof *r->layout), mem_new(n, sizeof *r->scale), NULL, NULL};
    representation_layout(of, r->layout);
    for (size_t i = 0; i < n; i++)
        r->scale[i] = representation_scale(of, i);
    r->basis = representation_bases(of);
    if (k->match == MATCH_CORRELATION)
        r->between = correlation_products(&of->correlation);
    return r;
}

void kernel_stream_free(struct kernel_stream *r)
{
    representation_bases_free(r->basis, r->nterms);
    free(r->layout);
    free(r->scale);
    free(r->between);
    free(r);
}

static struct tensor_group *group_like(const struct kernel_stream *r, const struct tensor_group *like)
{
    return tensor_group_new(r->kernel, r->layout, r->scale, r->basis, r->nterms, r->between, like);
}

/* Whether its rows are of structures whose records are atoms. */
static bool sums(const struct kernel_stream *r)
{
    return r->kernel->atoms != ATOMS_NONE;
}

/* Reads a whole stream; returns its digest. */
static char *read_all(const struct kernel_stream *r, struct reader *from, struct tensor_group *g)
{
    struct hash *records = hash_new();
    tensor_group_read_all(g, from, records);
    return kernel_label_digest(records, r->label, r->scale, r->nterms, sums(r));
}

/* The header of the rows that are made of a stream; it takes the digest over. */
static struct header make_header(const struct kernel_stream *r, const struct reader *from, const struct tensor_group *columns,
                                 bool symmetric, char *digest, const char *by, const char *recipe)
{
    struct kernel_label label = {r->label->function, r->label->sigma, digest};
    struct header h = header_of_kernel(by, recipe, &label, columns->n, symmetric);
    h.local = reader_header(from)->local && !sums(r);
    for (size_t i = 0; i < h.ncolumns; i++)
        h.columns[i] = mem_text(columns->sample[i].id);
    free(digest);
    return h;
}

/* Bytes that are written at once. */
enum { WRITE_AT = 1 << 18 };

/* Rows in the making: structures first to last - 1 of a group, n numbers each. */
struct row_chunk {
    struct tensor_group *own; /* where rows are not of the columns' group */
    const struct tensor_group *rows;
    size_t first, last, n;
    double *out;
};

struct kernel_job {
    const struct kernel_stream *rows;
    const struct tensor_group *columns;
    struct reader *from; /* NULL: the rows are the columns */
    struct header header;
    struct writer *to;
    struct row_chunk *chunk;           /* per slot */
    struct atom_panels_memory *memory; /* per thread */
    size_t next;                       /* first structure of the next chunk */
    struct bytes bytes;
    struct progress progress;
};

static bool next_rows(void *context, size_t slot)
{
    struct kernel_job *j = context;
    struct row_chunk *c = &j->chunk[slot];
    c->rows = j->columns;
    c->first = j->next;
    c->last = tile_last_row(c->first, j->columns->n);
    c->n = j->next = c->last;
    return c->first < c->last;
}

static bool read_rows(void *context, size_t slot)
{
    struct kernel_job *j = context;
    struct row_chunk *c = &j->chunk[slot];
    tensor_group_clear(c->own);
    tensor_group_read(c->own, j->from, TILE_ROWS);
    c->rows = c->own;
    c->last = c->own->n;
    c->n = j->columns->n;
    return c->last > 0;
}

static size_t parts_of(void *context, size_t slot)
{
    const struct kernel_job *j = context;
    const struct row_chunk *c = &j->chunk[slot];
    return atom_panels_tiles(j->columns->panels, c->first, c->n, j->header.symmetric);
}

static void compute_part(void *context, size_t slot, size_t part)
{
    const struct kernel_job *j = context;
    const struct row_chunk *c = &j->chunk[slot];
    atom_panels_tile(c->rows->panels, c->first, c->last, j->columns->panels, c->n, j->header.symmetric, part,
                     &j->memory[omp_get_thread_num()], c->out, c->n);
}

static void write_rows(void *context, size_t slot)
{
    struct kernel_job *j = context;
    const struct row_chunk *c = &j->chunk[slot];
    size_t count = 0;
    for (size_t i = c->first; i < c->last; i++) {
        struct record record = {.sample = c->rows->sample[i],
                                .atom = c->rows->atom[i].number,
                                .element = c->rows->atom[i].element,
                                .of_atom = c->rows->atom[i].own,
                                .row = c->out + (i - c->first) * c->n,
                                .nrow = j->header.symmetric ? i + 1 : c->n};
        if (j->from)
            record.self = atom_panels_self(c->rows->whole ? c->rows->whole : c->rows->panels, i,
                                           &j->memory[omp_get_thread_num()]);
        record.unlike = atom_panels_unlike(c->rows->panels, i, &record.nearest);
        record_encode(&j->header, &record, &j->bytes);
        progress_work(&j->progress, (double)record.nrow);
        count++;
        if (j->bytes.length >= WRITE_AT || i + 1 == c->last) {
            writer_put(j->to, &j->bytes, count);
            j->bytes.length = count = 0;
        }
    }
    progress_step(&j->progress, c->last - c->first);
}

/* How many of these rows are in memory at once. */
static size_t rows_held(size_t rows, size_t columns)
{
    size_t most = size_mul(pipeline_slots(tile_count(0, columns, false)), TILE_ROWS);
    return rows < most ? rows : most;
}

/* Memory that rows are made in: those that are held, and a tile for each thread. */
static size_t working_bytes(size_t rows, size_t columns)
{
    size_t tile = (rows < TILE_ROWS ? rows : TILE_ROWS) * (columns < TILE_COLUMNS ? columns : TILE_COLUMNS);
    size_t numbers = size_add(size_mul(rows_held(rows, columns), columns), size_mul(threads(), tile));
    return size_mul(numbers, sizeof(double));
}

/* Computes and writes all rows. */
static void run(struct kernel_job *j, const char *path, size_t total)
{
    size_t nthreads = threads();
    size_t working = working_bytes(j->from ? SIZE_MAX : total, j->columns->n);
    forecast_note(size_add(tensor_group_bytes(j->columns), working));
    mem_check(working, "the work on rows", "take fewer structures as columns, or fewer threads (-j)");
    struct pipeline p = {0, j->from ? read_rows : next_rows, parts_of, compute_part, write_rows};
    p.slots = pipeline_slots(tile_count(0, j->columns->n, false));
    j->chunk = mem_zero(p.slots, sizeof *j->chunk);
    j->memory = mem_zero(nthreads, sizeof *j->memory);
    for (size_t i = 0; i < p.slots; i++) {
        j->chunk[i].out = mem_matrix(size_mul(TILE_ROWS, j->columns->n), sizeof(double));
        if (j->from)
            j->chunk[i].own = group_like(j->rows, j->columns);
    }
    j->to = writer_open(path, &j->header);
    j->progress = progress_start("rows", total);
    if (j->header.symmetric)
        progress_weigh(&j->progress, (double)triangle_row(total));
    pipeline_run(&p, j);
    progress_end(&j->progress);
    writer_close(j->to);
    for (size_t i = 0; i < p.slots; i++) {
        if (j->from)
            tensor_group_free(j->chunk[i].own);
        free(j->chunk[i].out);
    }
    for (size_t i = 0; i < nthreads; i++)
        atom_panels_memory_free(&j->memory[i]);
    free(j->chunk);
    free(j->memory);
    bytes_free(&j->bytes);
    header_free(&j->header);
}

void kernel_stream_symmetric(struct kernel_stream *r, struct reader *from, const char *path, const char *by, const char *recipe)
{
    struct tensor_group *all = group_like(r, NULL);
    struct kernel_job j = {.rows = r, .columns = all};
    char *digest = read_all(r, from, all);
    j.header = make_header(r, from, all, true, digest, by, recipe);
    run(&j, path, all->n);
    tensor_group_free(all);
}

struct tensor_group *kernel_stream_group(const struct kernel_stream *r)
{
    return group_like(r, NULL);
}

void kernel_stream_against_group(struct kernel_stream *r, const struct tensor_group *columns, const char *digest,
                                 struct reader *from, const char *path, const char *by, const char *recipe)
{
    struct kernel_job j = {.rows = r, .columns = columns, .from = from};
    j.header = make_header(r, from, columns, false, mem_text(digest), by, recipe);
    run(&j, path, 0);
}

void kernel_stream_against(struct kernel_stream *r, struct reader *columns, struct reader *from, const char *path,
                           const char *by, const char *recipe)
{
    struct tensor_group *train = group_like(r, NULL);
    char *digest = read_all(r, columns, train);
    if (train->n == 0)
        die("%s: expected structures to compute rows against, found none", reader_file(columns));
    kernel_stream_against_group(r, train, digest, from, path, by, recipe);
    free(digest);
    tensor_group_free(train);
}

/* Adds the rows of a group against the first columns; step: of their number from row to row. */
static void add_rows(struct forecast *f, const struct header *h, const struct tensor_group *rows, size_t columns, size_t step)
{
    struct bytes label = {0};
    for (size_t i = 0; i < rows->n; i++) {
        label.length = 0;
        const struct group_atom *a = &rows->atom[i];
        struct record record = {.sample = rows->sample[i], .atom = a->number, .element = a->element, .of_atom = a->own};
        record.unlike = atom_panels_unlike(rows->panels, i, &record.nearest);
        record_encode(h, &record, &label);
        f->output = size_add(f->output, size_add(label.length, size_mul(columns + i * step, sizeof(double))));
    }
    f->rows += rows->n;
    bytes_free(&label);
}

/* Adds rows of structures that are read in chunks, as they will be. */
static void add_read(struct forecast *f, const struct header *h, const struct kernel_stream *r,
                     const struct tensor_group *columns, struct reader *from)
{
    struct tensor_group *g = group_like(r, columns);
    size_t most = 0;
    tensor_group_outline(g);
    while (tensor_group_read(g, from, TILE_ROWS), g->n > 0) {
        f->flops += atom_panels_flops(g->panels, columns->panels);
        add_rows(f, h, g, columns->n, 0);
        most = tensor_group_bytes(g) > most ? tensor_group_bytes(g) : most;
        tensor_group_clear(g);
    }
    size_t chunks = (rows_held(f->rows, columns->n) + TILE_ROWS - 1) / TILE_ROWS;
    f->memory = size_add(f->memory, size_mul(most, chunks));
    tensor_group_free(g);
}

struct forecast kernel_stream_forecast(struct kernel_stream *r, struct reader *columns, struct reader *from, const char *by,
                                       const char *recipe)
{
    struct tensor_group *all = group_like(r, NULL);
    tensor_group_outline(all);
    char *digest = read_all(r, columns ? columns : from, all);
    struct header h = make_header(r, from, all, !columns, digest, by, recipe);
    struct forecast f = {.columns = all->n, .memory = tensor_group_bytes(all)};
    if (columns)
        add_read(&f, &h, r, all, from);
    else {
        f.flops = atom_panels_flops(all->panels, all->panels);
        add_rows(&f, &h, all, 1, 1);
    }
    f.memory = size_add(f.memory, working_bytes(f.rows, f.columns));
    f.output = size_add(f.output, writer_frame(&h, f.rows));
    header_free(&h);
    tensor_group_free(all);
    return f;
}
