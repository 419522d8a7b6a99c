#include "geometry/collector.h"

#include <math.h>
#include <string.h>

#include "base/threads.h"
#include "geometry/geometry_functions.h"
#include "geometry/taper.h"
#include "geometry/weighting_functions.h"

static void keep(double *quantity, const uint16_t *chosen, size_t n)
{
    for (size_t i = 0; i < n; i++)
        quantity[i] = quantity[chosen[i]];
}

/* The largest weight of each tuple of any term; returns whether all are above 0 and at least the cutoff. */
MANY_TARGETS static bool find_most(const struct collector *c, double cutoff, double *most)
{
    const struct batch *b = &c->batch;
    uint64_t light = 0;
    memcpy(most, b->weight[0], b->n * sizeof *most);
    for (size_t w = 1; w < c->group.n; w++)
        for (size_t i = 0; i < b->n; i++)
            most[i] = most[i] > b->weight[w][i] ? most[i] : b->weight[w][i];
    for (size_t i = 0; i < b->n; i++)
        light += !((most[i] > 0) & (most[i] >= cutoff));
    return light == 0;
}

/* Drops tuples that no term gives a weight, or the one that has a cutoff a smaller one than that; without branches, as one in a
   few is kept. */
static void drop(struct collector *c, double cutoff)
{
    struct batch *b = &c->batch;
    const unsigned body = c->group.term[0]->body;
    double most[BATCH];
    uint16_t chosen[BATCH] = {0};
    size_t n = 0;
    if (find_most(c, cutoff, most))
        return;
    for (size_t i = 0; i < b->n; i++) {
        chosen[n] = (uint16_t)i;
        n += (most[i] > 0) & (most[i] >= cutoff);
    }
    for (unsigned e = 0; e < batch_edges(body); e++)
        keep(b->edge[e], chosen, n);
    for (size_t w = 0; w < c->group.n; w++)
        keep(b->weight[w], chosen, n);
    keep(body > 2 ? b->dot : b->number, chosen, n);
    keep(body > 2 ? b->cross2 : b->count, chosen, n);
    for (size_t i = 0; i < n; i++)
        b->key[i] = b->key[chosen[i]];
    if (c->arms)
        arms_keep(c->arms, body, chosen, n);
    b->n = n;
}

void collector_flush(struct collector *c)
{
    struct batch *b = &c->batch;
    const struct term *first = c->group.term[0];
    if (b->n == 0)
        return;
    for (size_t w = 0; w < c->group.n; w++) {
        const struct term *t = c->group.term[w];
        t->weighting->measure(b, weighting_functions_edges(t->weighting, t->body), b->weight[w]);
        t->weighting->apply(b->weight[w], b->n, t->length);
    }
    if (first->cutoff > 0)
        drop(c, first->cutoff);
    if (isfinite(first->reach))
        taper_apply(b, first, c->group.n);
    drop(c, 0);
    first->geometry->apply(b);
    c->take(b, c->context);
    b->n = 0;
}
