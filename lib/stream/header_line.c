#include "stream/header_line.h"

#include "stream/header.h"

void header_line_holds(const struct map_key *key, const void *header, struct output *to)
{
    output_print(to, "%s: %s\n", key->key, header_kind(header)->name);
}

void header_line_terms(const struct map_key *key, const void *header, struct output *to)
{
    const struct header *h = header;
    (void)key;
    for (size_t i = 0; i < h->nterms; i++) {
        const struct layout *t = &h->terms[i];
        if (t->start == t->stop)
            output_print(to, "term %zu: a number for each key of %u\n", i + 1, t->body);
        else
            output_print(to, "term %zu: %u-body, %zu bins from %.15g to %.15g\n", i + 1, t->body, t->bins, t->start, t->stop);
    }
}

void header_line_local(const struct map_key *key, const void *header, struct output *to)
{
    (void)key;
    if (((const struct header *)header)->local)
        output_print(to, header_is_primal(header) ? "sums over atoms\n" : "a record per atom\n");
}

void header_line_species(const struct map_key *key, const void *header, struct output *to)
{
    const struct header *h = header;
    if (h->nspecies > 0)
        output_print(to, "%s: the %zu atoms\n", key->key, h->nspecies);
}

void header_line_kernel(const struct map_key *key, const void *header, struct output *to)
{
    const struct kernel_label *k = &((const struct header *)header)->kernel;
    struct bytes label = {0};
    kernel_label_print(k, &label);
    output_print(to, "%s: %s\ndigest: %s\n", key->key, (char *)label.at, k->digest);
    bytes_free(&label);
}

void header_line_columns(const struct map_key *key, const void *header, struct output *to)
{
    const struct header *h = header;
    output_print(to, "%s: %zu\nsymmetric: %s\n", key->key, h->ncolumns, h->symmetric ? "yes" : "no");
}

void header_line_regression(const struct map_key *key, const void *header, struct output *to)
{
    const struct model_label *m = &((const struct header *)header)->model;
    (void)key;
    output_print(to, "property: %s, per %s\nlambda: %.15g\nbaseline: %s", m->property, m->per, m->lambda, m->baseline);
    for (size_t i = 0; i < m->ncoefficients; i++)
        if (m->numbers[i] > 0)
            output_print(to, ", %u: %.15g", m->numbers[i], m->coefficient[i]);
        else
            output_print(to, ", %.15g", m->coefficient[i]);
    output_print(to, "\n");
}

void header_line_basis(const struct map_key *key, const void *header, struct output *to)
{
    (void)key;
    const struct header *h = header;
    output_print(to, "training tensors, each with its %s: %zu%s\n", h->weighted ? "weight" : "slope", h->basis,
                 h->bins ? ", and weights on bins" : "");
}
