#include "stream/stream_text.h"

static size_t most_bins(const struct header *h)
{
    size_t most = 0;
    for (size_t i = 0; i < h->nterms; i++)
        if (h->terms[i].bins > most)
            most = h->terms[i].bins;
    return most;
}

void stream_text_header(struct output *out, const struct header *h)
{
    map_key_print_map(header_keys, h, header_parts(h), out);
    output_print(out, "recipe:\n%s", h->recipe);
}

void stream_text_key(struct output *out, const uint16_t *key, unsigned body)
{
    for (unsigned i = 0; i < body; i++)
        output_print(out, "%s%u", i ? "-" : "", key[i]);
}

void stream_text_names(struct output *out, const struct header *h)
{
    size_t bins = most_bins(h);
    output_print(out, "id");
    if (h->nterms > 0)
        output_print(out, "\tterm\tblock");
    for (size_t i = 0; i < bins; i++)
        output_print(out, "\tbin%zu", i + 1);
    for (size_t i = 0; i < h->ncolumns; i++)
        output_print(out, "\t%s", h->columns[i]);
    output_print(out, header_records(h) & RECORD_ALPHA ? "\talpha\n" : "\n");
}

static void numbers(struct output *out, const double *x, size_t n, size_t columns)
{
    for (size_t i = 0; i < n; i++)
        output_print(out, "\t%.17g", x[i]);
    for (size_t i = n; i < columns; i++)
        output_print(out, "\t");
}

static void blocks(struct output *out, const struct header *h, const struct record *r)
{
    size_t most = most_bins(h);
    for (size_t i = 0; i < h->nterms; i++) {
        const struct blocks *b = &r->tensor.term[i];
        const struct layout *t = &h->terms[i];
        for (size_t j = 0; j < b->n; j++) {
            output_print(out, "%s\t%zu\t", r->sample.id, i + 1);
            stream_text_key(out, b->key + j * t->body, t->body);
            numbers(out, b->bin + j * t->bins, t->bins, most);
            if (header_records(h) & RECORD_ALPHA)
                numbers(out, &r->alpha, 1, 1);
            output_print(out, "\n");
        }
    }
}

void stream_text_record(struct output *out, const struct header *h, const struct record *r)
{
    unsigned parts = header_records(h);
    if (parts & RECORD_TENSOR) {
        blocks(out, h, r);
        return;
    }
    output_print(out, "%s", r->sample.id);
    if (parts & RECORD_ROW)
        numbers(out, r->row, r->nrow, h->ncolumns);
    else
        numbers(out, &r->alpha, 1, 1);
    output_print(out, "\n");
}
