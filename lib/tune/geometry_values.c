#include "tune/geometry_values.h"

#include <math.h>
#include <stdlib.h>

#include "base/available.h"
#include "base/die.h"
#include "base/mem.h"
#include "geometry/tuples.h"
#include "math/quantile.h"

/* Values of one structure that are gathered before those that are one are merged. */
enum { MANY = 1 << 20 };

struct value {
    uint64_t key;
    double at, weight;
};

struct gap {
    double width, weight;
};

struct geometry_values {
    const struct term *term;
    bool local;
    double same, low, high;
    struct tuples *tuples;
    struct value *value; /* of the structure or atom at hand */
    size_t n, capacity, limit;
    struct gap *gap; /* its gaps */
    size_t gap_capacity;
    double *median; /* of the gaps of each structure, or atom */
    size_t nmedian, median_capacity;
};

struct geometry_values *geometry_values_new(const struct term *term, double same, bool local)
{
    struct geometry_values *v = mem_new(1, sizeof *v);
    *v = (struct geometry_values){.term = term,
                                  .local = local,
                                  .same = same,
                                  .low = INFINITY,
                                  .high = -INFINITY,
                                  .tuples = tuples_new(available_memory())};
    return v;
}

void geometry_values_free(struct geometry_values *v)
{
    tuples_free(v->tuples);
    free(v->value);
    free(v->gap);
    free(v->median);
    free(v);
}

static int by_key_and_value(const void *a, const void *b)
{
    const struct value *p = a, *q = b;
    if (p->key != q->key)
        return p->key < q->key ? -1 : 1;
    return (p->at > q->at) - (p->at < q->at);
}

/* Sorts the values, and merges those that are the same up to rounding. */
static void merge(struct geometry_values *v)
{
    size_t kept = 0;
    if (v->n > 0)
        qsort(v->value, v->n, sizeof *v->value, by_key_and_value);
    for (size_t i = 0; i < v->n; i++) {
        const struct value *last = kept ? &v->value[kept - 1] : NULL;
        if (!last || v->value[i].key != last->key || v->value[i].at - last->at >= v->same)
            v->value[kept++] = v->value[i];
        else
            v->value[kept - 1].weight += v->value[i].weight;
    }
    v->n = kept;
}

static int by_width(const void *a, const void *b)
{
    const struct gap *p = a, *q = b;
    return (p->width > q->width) - (p->width < q->width);
}

/* The width below and above which gaps have the same weight. */
static double middle(struct gap *gap, size_t n)
{
    double all = 0, below = 0;
    size_t i = 0;
    qsort(gap, n, sizeof *gap, by_width);
    for (size_t j = 0; j < n; j++)
        all += gap[j].weight;
    while (i < n - 1 && (below += gap[i].weight) < all / 2)
        i++;
    return gap[i].width;
}

static void take(const struct batch *b, void *context)
{
    struct geometry_values *v = context;
    v->value = mem_grow(v->value, &v->capacity, v->n + b->n, sizeof *v->value);
    for (size_t i = 0; i < b->n; i++) {
        v->value[v->n++] = (struct value){b->key[i], b->value[i], b->weight[0][i]};
        v->low = fmin(v->low, b->value[i]);
        v->high = fmax(v->high, b->value[i]);
    }
    if (v->n > v->limit) {
        merge(v);
        v->limit = 2 * v->n + MANY;
    }
}

/* The values of a structure, or of the tuples that belong to one of its atoms. */
static void add_values(struct geometry_values *v, size_t atom)
{
    size_t n = 0;
    v->n = 0;
    v->limit = MANY;
    if (v->local)
        tuples_of(v->tuples, atom, take, v);
    else
        tuples_all(v->tuples, take, v);
    merge(v);

    v->gap = mem_grow(v->gap, &v->gap_capacity, v->n, sizeof *v->gap);
    for (size_t i = 1; i < v->n; i++)
        if (v->value[i].key == v->value[i - 1].key)
            v->gap[n++] = (struct gap){v->value[i].at - v->value[i - 1].at, fmin(v->value[i].weight, v->value[i - 1].weight)};
    if (n == 0)
        return;
    v->median = mem_grow(v->median, &v->median_capacity, v->nmedian + 1, sizeof *v->median);
    v->median[v->nmedian++] = middle(v->gap, n);
}

void geometry_values_add(struct geometry_values *v, const struct structure *s)
{
    const struct term_group g = term_group_of(v->term);
    const char *message = tuples_prepare(v->tuples, &g, s, false, NULL, v->local);
    if (message)
        die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, message);
    for (size_t i = 0; i < (v->local ? s->sample.atoms : 1); i++)
        add_values(v, i);
}

double geometry_values_low(const struct geometry_values *v)
{
    return v->low;
}

double geometry_values_high(const struct geometry_values *v)
{
    return v->high;
}

double geometry_values_gap(struct geometry_values *v)
{
    return v->nmedian ? quantile_median(v->median, v->nmedian) : INFINITY;
}
