#include "stream/text.h"

static size_t most_bins(const struct header *h)
{
    size_t most = 0;
    for (size_t i = 0; i < h->nterms; i++)
        if (h->terms[i].bins > most)
            most = h->terms[i].bins;
    return most;
}

static void kernel_lines(struct output *out, const struct header *h)
{
    struct bytes label = {0};
    kernel_label_print(&h->kernel, &label);
    output_print(out, "kernel: %s\ndigest: %s\n", (char *)label.at, h->kernel.digest);
    bytes_free(&label);
    if (h->holds != HOLDS_MODEL)
        output_print(out, "columns: %zu\nsymmetric: %s\n", h->ncolumns, h->symmetric ? "yes" : "no");
}

static void model_lines(struct output *out, const struct model_label *m)
{
    output_print(out, "property: %s, per %s\nlambda: %.15g\nbaseline: %s", m->property, m->per, m->lambda, m->baseline);
    for (size_t i = 0; i < m->ncoefficients; i++)
        if (m->numbers[i] > 0)
            output_print(out, ", %u: %.15g", m->numbers[i], m->coefficient[i]);
        else
            output_print(out, ", %.15g", m->coefficient[i]);
    output_print(out, "\n");
}

void text_header(struct output *out, const struct header *h)
{
    output_print(out, "holds: %s\nby: %s\n", header_holds_name(h->holds), h->by);
    for (size_t i = 0; i < h->nterms; i++) {
        const struct layout *t = &h->terms[i];
        if (t->start == t->stop)
            output_print(out, "term %zu: a number for each key of %u\n", i + 1, t->body);
        else
            output_print(out, "term %zu: %u-body, %zu bins from %.15g to %.15g\n", i + 1, t->body, t->bins, t->start,
                         t->stop);
    }
    if (h->local)
        output_print(out, header_is_primal(h) ? "sums over atoms\n" : "a record per atom\n");
    if (h->nspecies > 0)
        output_print(out, "species: the %zu atoms\n", h->nspecies);
    if (h->holds != HOLDS_TENSOR)
        kernel_lines(out, h);
    if (h->holds == HOLDS_MODEL || h->holds == HOLDS_FACTOR)
        model_lines(out, &h->model);
    if (h->holds == HOLDS_FACTOR)
        output_print(out, "variance: %.15g\n", h->variance);
    output_print(out, "recipe:\n%s", h->recipe);
}

void text_key(struct output *out, const uint16_t *key, unsigned body)
{
    for (unsigned i = 0; i < body; i++)
        output_print(out, "%s%u", i ? "-" : "", key[i]);
}

void text_names(struct output *out, const struct header *h)
{
    size_t bins = most_bins(h);
    output_print(out, "id");
    if (h->nterms > 0)
        output_print(out, "\tterm\tblock");
    for (size_t i = 0; i < bins; i++)
        output_print(out, "\tbin%zu", i + 1);
    for (size_t i = 0; i < h->ncolumns; i++)
        output_print(out, "\t%s", h->columns[i]);
    output_print(out, h->holds == HOLDS_MODEL && h->nterms == 0 ? "\talpha\n" : "\n");
}

static void numbers(struct output *out, const double *x, size_t n, size_t columns)
{
    for (size_t i = 0; i < n; i++)
        output_print(out, "\t%.17g", x[i]);
    for (size_t i = n; i < columns; i++)
        output_print(out, "\t");
    output_print(out, "\n");
}

static void blocks(struct output *out, const struct header *h, const struct record *r)
{
    size_t most = most_bins(h);
    for (size_t i = 0; i < h->nterms; i++) {
        const struct blocks *b = &r->tensor.term[i];
        const struct layout *t = &h->terms[i];
        for (size_t j = 0; j < b->n; j++) {
            output_print(out, "%s\t%zu\t", r->sample.id, i + 1);
            text_key(out, b->key + j * t->body, t->body);
            numbers(out, b->bin + j * t->bins, t->bins, most);
        }
    }
}

void text_record(struct output *out, const struct header *h, const struct record *r)
{
    if (h->nterms > 0) {
        blocks(out, h, r);
        return;
    }
    output_print(out, "%s", r->sample.id);
    if (h->holds != HOLDS_MODEL)
        numbers(out, r->row, r->nrow, h->ncolumns);
    else
        numbers(out, &r->alpha, 1, 1);
}
