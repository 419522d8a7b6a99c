#include "learn/primal_weights.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/size.h"

struct primal_weights *primal_weights_new(const struct header *tensors)
{
    struct primal_weights *w = mem_zero(1, sizeof *w);
    w->tensors = header_of_same_tensors(tensors);
    w->plan = panel_plan_new(w->tensors.terms);
    return w;
}

void primal_weights_free(struct primal_weights *w)
{
    if (!w)
        return;
    panel_plan_free(w->plan);
    header_free(&w->tensors);
    free(w->first);
    free(w->weight);
    free(w->deviation);
    free(w);
}

size_t primal_weights_block(struct primal_weights *w, size_t term, const uint16_t *key)
{
    size_t known = w->plan->nblocks, block = panel_plan_add(w->plan, term, key), bins = w->tensors.terms[term].bins;
    if (block < known)
        return block;
    w->first = mem_grow(w->first, &w->first_capacity, block + 1, sizeof *w->first);
    w->first[block] = w->nbins;
    w->nbins = size_add(w->nbins, bins);
    w->weight = mem_grow(w->weight, &w->weight_capacity, w->nbins, sizeof *w->weight);
    w->deviation = mem_grow(w->deviation, &w->deviation_capacity, w->nbins, sizeof *w->deviation);
    memset(w->weight + w->first[block], 0, bins * sizeof *w->weight);
    memset(w->deviation + w->first[block], 0, bins * sizeof *w->deviation);
    return block;
}

double primal_weights_dot(const struct primal_weights *w, const struct tensor *x)
{
    double dot = 0;
    for (size_t t = 0; t < x->nterms; t++) {
        const struct blocks *b = &x->term[t];
        const struct layout *l = &w->tensors.terms[t];
        for (size_t i = 0; i < b->n; i++) {
            size_t block = panel_plan_find(w->plan, t, b->key + i * l->body);
            if (block != PANEL_NONE)
                dot += cblas_ddot((int)l->bins, b->bin + i * l->bins, 1, w->weight + w->first[block], 1);
        }
    }
    return dot;
}

void primal_weights_row(const struct primal_weights *w, const double *scale, const struct tensor *x, double *row)
{
    for (size_t t = 0; t < x->nterms; t++) {
        const struct layout *l = &w->tensors.terms[t];
        for (size_t b = 0; scale[t] > 0 && b < x->term[t].n; b++) {
            size_t block = panel_plan_find(w->plan, t, x->term[t].key + b * l->body);
            for (size_t i = 0; block != PANEL_NONE && i < l->bins; i++)
                row[w->first[block] + i] += scale[t] * x->term[t].bin[b * l->bins + i];
        }
    }
}

/* Orders by term and key; what is behind the end of a key is zero. */
static int by_key(const void *a, const void *b)
{
    const struct panel_place *p = *(const struct panel_place *const *)a, *q = *(const struct panel_place *const *)b;
    if (p->term != q->term)
        return p->term < q->term ? -1 : 1;
    return blocks_compare_keys(p->key, q->key, sizeof p->key / sizeof *p->key);
}

void primal_weights_tensor(const struct primal_weights *w, const double *number, struct tensor *to)
{
    const struct panel_plan *plan = w->plan;
    const struct panel_place **sorted = mem_new(plan->nblocks, sizeof *sorted);
    for (size_t i = 0; i < plan->nblocks; i++)
        sorted[i] = &plan->block[i];
    if (plan->nblocks > 1)
        qsort(sorted, plan->nblocks, sizeof *sorted, by_key);
    tensor_reset(to, w->tensors.nterms);
    for (size_t i = 0; i < plan->nblocks; i++) {
        const struct layout *l = &w->tensors.terms[sorted[i]->term];
        struct blocks *b = &to->term[sorted[i]->term];
        blocks_resize(b, b->n + 1, l->body, l->bins);
        memcpy(b->key + (b->n - 1) * l->body, sorted[i]->key, l->body * sizeof *b->key);
        memcpy(b->bin + (b->n - 1) * l->bins, number + w->first[sorted[i] - plan->block], l->bins * sizeof *b->bin);
    }
    free(sorted);
}

size_t *primal_weights_order(const struct primal_weights *w)
{
    double *number = mem_new(w->nbins, sizeof *number);
    size_t *order = mem_new(w->nbins, sizeof *order), n = 0;
    struct tensor sorted = {0};
    for (size_t i = 0; i < w->nbins; i++)
        number[i] = (double)i;
    primal_weights_tensor(w, number, &sorted);
    for (size_t t = 0; t < sorted.nterms; t++)
        for (size_t i = 0; i < sorted.term[t].n * w->tensors.terms[t].bins; i++)
            order[n++] = (size_t)sorted.term[t].bin[i];
    tensor_free(&sorted);
    free(number);
    return order;
}

static void write_record(const struct primal_weights *w, const struct header *h, const char *id, const double *number,
                         struct writer *to)
{
    struct record r = {.sample.id = (char *)id};
    struct bytes bytes = {0};
    primal_weights_tensor(w, number, &r.tensor);
    record_encode(h, &r, &bytes);
    writer_put(to, &bytes, 1);
    bytes_free(&bytes);
    tensor_free(&r.tensor);
}

void primal_weights_write(const struct primal_weights *w, const struct header *h, struct writer *to)
{
    write_record(w, h, record_primal_ids[0], w->weight, to);
    write_record(w, h, record_primal_ids[1], w->deviation, to);
}

/* Takes the numbers of a record, the first adding blocks. */
static void take(struct primal_weights *w, const struct tensor *t, double **number)
{
    for (size_t i = 0; i < t->nterms; i++) {
        const struct blocks *b = &t->term[i];
        const struct layout *l = &w->tensors.terms[i];
        for (size_t j = 0; j < b->n; j++) {
            size_t block = primal_weights_block(w, i, b->key + j * l->body);
            memcpy(*number + w->first[block], b->bin + j * l->bins, l->bins * sizeof **number);
        }
    }
}

struct primal_weights *primal_weights_read(struct reader *from)
{
    struct primal_weights *w = primal_weights_new(reader_header(from));
    struct record r = {0};
    while (reader_next(from, &r))
        take(w, &r.tensor, strcmp(r.sample.id, record_primal_ids[0]) == 0 ? &w->weight : &w->deviation);
    record_free(&r);
    return w;
}
