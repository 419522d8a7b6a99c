#include "stream/npy.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/descriptor.h"
#include "base/die.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/size.h"
#include "base/spool.h"
#include "math/triangle.h"
#include "stream/item.h"
#include "stream/record_pipeline.h"
#include "stream/stream_text.h"
#include "tensor/tensor_columns.h"

/* What is known after all records were read once: they are put aside, but for the rows of a symmetric kernel, each of which
   also needs the last, and are held as a triangle. */
struct dense {
    const struct header *header;
    const char *path; /* of the array */
    unsigned parts;   /* of records */
    struct spool *records;
    double *triangle; /* NULL: the array has no rows that others complete */
    size_t n, columns;
    struct tensor_columns *of; /* tensors */
    struct output *labels;
};

static double *make_triangle(const struct header *h)
{
    if (!h->symmetric || !header_kind(h)->mirrored)
        return NULL;
    size_t n = triangle_row(h->ncolumns);
    mem_check(size_mul(n, sizeof(double)), "a symmetric kernel", "write rows of mbtr-kernel -x TRAIN TRAIN, which are whole");
    return mem_new(n, sizeof(double));
}

static void add_record(void *context, const struct parcel *p, struct record *r)
{
    struct dense *d = context;
    output_print(d->labels, "0\t%zu\t%s\t\t\t\t\n", d->n, r->sample.id);
    tensor_columns_add(d->of, &r->tensor);
    if (d->triangle)
        memcpy(d->triangle + triangle_row(d->n), r->row, r->nrow * sizeof *r->row);
    else
        spool_put(d->records, &p->bytes);
    d->n++;
}

/* The array's file, and the hash of what is in it so far, by which its labels know it. */
struct array {
    struct output *out;
    struct hash *hash;
};

static void put(struct array *a, const void *bytes, size_t n)
{
    hash_add(a->hash, bytes, n);
    output_write(a->out, bytes, n);
}

/* Magic, version, length of a dictionary that ends on a multiple of 64 bytes. */
static void npy_header(struct array *a, size_t rows, size_t columns, bool vector)
{
    char text[128] = "\x93NUMPY\x01", shape[64];
    if (vector)
        snprintf(shape, sizeof shape, "(%zu,)", rows);
    else
        snprintf(shape, sizeof shape, "(%zu, %zu)", rows, columns);
    int n = snprintf(text + 10, sizeof text - 10, "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }", shape);
    memset(text + 10 + n, ' ', sizeof text - 10 - (size_t)n);
    text[7] = '\0';
    text[8] = sizeof text - 10;
    text[9] = '\0';
    text[sizeof text - 1] = '\n';
    put(a, text, sizeof text);
}

/* Row i, of which a triangle has what is below the diagonal, and to its right what later rows have. */
static void fill_symmetric(const struct dense *d, size_t i, double *row)
{
    memcpy(row, d->triangle + triangle_row(i), (i + 1) * sizeof *row);
    for (size_t j = i + 1; j < d->n; j++)
        row[j] = d->triangle[triangle_row(j) + i];
}

/* Which of its records' numbers the array is of: tensors, rows, or weights without these. */
static unsigned parts_of(const struct header *h)
{
    unsigned parts = header_records(h);
    return parts & RECORD_TENSOR ? parts & ~(unsigned)RECORD_ALPHA : parts;
}

static void fill(const struct dense *d, const struct record *r, double *row)
{
    memset(row, 0, d->columns * sizeof *row);
    if (d->parts & RECORD_TENSOR)
        tensor_columns_fill(d->of, &r->tensor, row);
    else if (d->parts & RECORD_ALPHA)
        row[0] = r->alpha;
    else
        memcpy(row, r->row, r->nrow * sizeof *row);
}

static void write_array(const struct dense *d, struct array *a)
{
    double *row = mem_new(d->columns, sizeof *row);
    struct bytes line = {0};
    struct parcel p = {.file = d->path};
    struct record r = {0};
    npy_header(a, d->n, d->columns, d->parts & RECORD_ALPHA);
    for (size_t i = 0; i < d->n; i++) {
        if (d->triangle)
            fill_symmetric(d, i, row);
        else {
            spool_take(d->records, &p.bytes);
            p.record = i + 1;
            reader_decode(&p, d->header, &r);
            fill(d, &r, row);
        }
        item_put_raw_doubles(&line, row, d->columns);
        put(a, line.at, line.length);
        line.length = 0;
    }
    bytes_free(&line);
    bytes_free(&p.bytes);
    record_free(&r);
    free(row);
}

static void label_columns(const struct dense *d)
{
    struct output *out = d->labels;
    const struct header *h = d->header;
    for (size_t i = 0; i < h->ncolumns; i++)
        output_print(out, "1\t%zu\t%s\t\t\t\t\n", i, h->columns[i]);
    for (size_t i = 0; i < h->nterms; i++) {
        const struct layout *t = &h->terms[i];
        const struct term_columns *of = &d->of->term[i];
        double width = (t->stop - t->start) / (double)t->bins;
        for (size_t c = 0; c < of->nkeys * t->bins; c++) {
            double start = t->start + width * (double)(c % t->bins);
            output_print(out, "1\t%zu\t\t%zu\t", of->first + c, i + 1);
            stream_text_key(out, of->key + c / t->bins * t->body, t->body);
            output_print(out, "\t%.15g\t%.15g\n", start, start + width);
        }
    }
}

/* Beside a descriptor or a device there is no place for labels. */
static void expect_file(const char *path)
{
    struct stat s;
    if (descriptor_named(path) >= 0 || (stat(path, &s) == 0 && S_ISCHR(s.st_mode)))
        die("%s: expected the name of a file, beside which the array's labels go", path);
}

void npy_write(struct reader *from, const char *path)
{
    const struct header *h = reader_header(from);
    struct bytes name = {0};
    bytes_print(&name, "%s.tsv", path);
    expect_file(path);
    struct array a = {output_open(path, OUTPUT_BINARY), hash_new()};
    struct dense d = {.header = h,
                      .path = path,
                      .parts = parts_of(h),
                      .records = spool_open(),
                      .triangle = make_triangle(h),
                      .of = tensor_columns_new(h->terms, h->nterms),
                      .labels = output_open((char *)name.at, OUTPUT_TEXT)};
    output_print(d.labels, "axis\tindex\tid\tterm\tblock\tstart\tstop\n");
    record_pipeline_run(from, &(struct record_pipeline){NULL, add_record}, &d);
    spool_rewind(d.records);
    d.columns = d.parts & RECORD_ALPHA ? 1 : d.parts & RECORD_ROW ? h->ncolumns : d.of->n;
    write_array(&d, &a);
    label_columns(&d);
    output_print(d.labels, "hash\t\t%016" PRIx64 "\t\t\t\t\n", hash_value(a.hash));
    output_close(a.out);
    output_close(d.labels);
    hash_free(a.hash);
    spool_close(d.records);
    tensor_columns_free(d.of);
    bytes_free(&name);
    free(d.triangle);
}
