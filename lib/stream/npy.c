#include "stream/npy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/output.h"
#include "base/size.h"
#include "stream/item.h"
#include "stream/stream_text.h"
#include "tensor/tensor_columns.h"

/* All records, and the columns of the array. */
struct dense {
    const struct header *header;
    unsigned parts; /* of records */
    struct record *record;
    size_t n, capacity;
    struct tensor_columns *of; /* tensors */
    size_t columns;
};

static void collect(struct dense *d, struct reader *from)
{
    const struct header *h = d->header;
    struct record r = {0};
    while (reader_next(from, &r)) {
        d->record = mem_grow(d->record, &d->capacity, d->n + 1, sizeof *d->record);
        d->record[d->n++] = r;
        tensor_columns_add(d->of, &r.tensor);
        r = (struct record){0};
    }
    record_free(&r);
    d->columns = d->of->n;
    if (d->parts & RECORD_ROW)
        d->columns = h->ncolumns;
    if (d->parts & RECORD_ALPHA)
        d->columns = 1;
}

/* Magic, version, length of a dictionary that ends on a multiple of 64 bytes. */
static void npy_header(struct output *out, size_t rows, size_t columns, bool vector)
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
    output_write(out, text, sizeof text);
}

static void fill(const struct dense *d, size_t i, double *row)
{
    const struct header *h = d->header;
    const struct record *r = &d->record[i];
    memset(row, 0, d->columns * sizeof *row);
    if (d->parts & RECORD_TENSOR)
        tensor_columns_fill(d->of, &r->tensor, row);
    else if (d->parts & RECORD_ALPHA)
        row[0] = r->alpha;
    else {
        memcpy(row, r->row, r->nrow * sizeof *row);
        for (size_t j = i + 1; h->symmetric && header_kind(h)->mirrored && j < d->n; j++)
            row[j] = d->record[j].row[i];
    }
}

static void write_array(const struct dense *d, const char *path)
{
    struct output *out = output_open(path, OUTPUT_BINARY);
    double *row = mem_new(d->columns, sizeof *row);
    struct bytes line = {0};
    npy_header(out, d->n, d->columns, d->parts & RECORD_ALPHA);
    for (size_t i = 0; i < d->n; i++) {
        fill(d, i, row);
        item_put_raw_doubles(&line, row, d->columns);
        output_write(out, line.at, line.length);
        line.length = 0;
    }
    output_close(out);
    bytes_free(&line);
    free(row);
}

static void label_columns(const struct dense *d, struct output *out)
{
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

static void write_labels(const struct dense *d, const char *path)
{
    struct bytes name = {0};
    bytes_print(&name, "%s.tsv", path);
    struct output *out = output_open((char *)name.at, OUTPUT_TEXT);
    output_print(out, "axis\tindex\tid\tterm\tblock\tstart\tstop\n");
    for (size_t i = 0; i < d->n; i++)
        output_print(out, "0\t%zu\t%s\t\t\t\t\n", i, d->record[i].sample.id);
    label_columns(d, out);
    output_close(out);
    bytes_free(&name);
}

void npy_write(struct reader *from, const char *path)
{
    const struct header *h = reader_header(from);
    struct dense d = {.header = h, .parts = header_records(h), .of = tensor_columns_new(h->terms, h->nterms)};
    collect(&d, from);
    write_array(&d, path);
    write_labels(&d, path);
    for (size_t i = 0; i < d.n; i++)
        record_free(&d.record[i]);
    tensor_columns_free(d.of);
    free(d.record);
}
