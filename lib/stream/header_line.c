#include "stream/header_line.h"

#include "stream/header.h"

void header_line_holds(const struct entry *e, const void *header, struct output *to)
{
    output_print(to, "%s: %s\n", e->key, header_kind(header)->name);
}

void header_line_terms(const struct entry *e, const void *header, struct output *to)
{
    const struct header *h = header;
    (void)e;
    for (size_t i = 0; i < h->nterms; i++) {
        const struct layout *t = &h->terms[i];
        if (t->start == t->stop)
            output_print(to, "term %zu: a number for each key of %u\n", i + 1, t->body);
        else
            output_print(to, "term %zu: %u-body, %zu bins from %.15g to %.15g\n", i + 1, t->body, t->bins, t->start, t->stop);
    }
}

void header_line_local(const struct entry *e, const void *header, struct output *to)
{
    (void)e;
    if (((const struct header *)header)->local)
        output_print(to, header_is_primal(header) ? "sums over atoms\n" : "a record per atom\n");
}

void header_line_species(const struct entry *e, const void *header, struct output *to)
{
    const struct header *h = header;
    if (h->nspecies > 0)
        output_print(to, "%s: the %zu atoms\n", e->key, h->nspecies);
}

void header_line_kernel(const struct entry *e, const void *header, struct output *to)
{
    const struct kernel_label *k = &((const struct header *)header)->kernel;
    struct bytes label = {0};
    kernel_label_print(k, &label);
    output_print(to, "%s: %s\ndigest: %s\n", e->key, (char *)label.at, k->digest);
    bytes_free(&label);
}

void header_line_columns(const struct entry *e, const void *header, struct output *to)
{
    const struct header *h = header;
    output_print(to, "%s: %zu\nsymmetric: %s\n", e->key, h->ncolumns, h->symmetric ? "yes" : "no");
}

void header_line_regression(const struct entry *e, const void *header, struct output *to)
{
    const struct model_label *m = &((const struct header *)header)->model;
    (void)e;
    output_print(to, "property: %s, per %s\nlambda: %.15g\nbaseline: %s", m->property, m->per, m->lambda, m->baseline);
    for (size_t i = 0; i < m->ncoefficients; i++)
        if (m->numbers[i] > 0)
            output_print(to, ", %u: %.15g", m->numbers[i], m->coefficient[i]);
        else
            output_print(to, ", %.15g", m->coefficient[i]);
    output_print(to, "\n");
}
