#include "geometry/collector.h"

#include <math.h>

#include "geometry/geometry_functions.h"
#include "geometry/taper.h"
#include "geometry/weighting_functions.h"

static void keep(double *quantity, const uint16_t *chosen, size_t n)
{
    for (size_t i = 0; i < n; i++)
        quantity[i] = quantity[chosen[i]];
}

/* Drops tuples whose weight is 0 or below the cutoff; without branches, as one in a few is kept. */
static void drop(struct collector *c, unsigned body, double cutoff)
{
    struct batch *b = &c->batch;
    uint16_t chosen[BATCH] = {0};
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        chosen[n] = (uint16_t)i;
        n += (b->weight[i] > 0) & (b->weight[i] >= cutoff);
    }
    if (n == b->n)
        return;
    for (unsigned e = 0; e < batch_edges(body); e++)
        keep(b->edge[e], chosen, n);
    keep(b->weight, chosen, n);
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
    const struct term *term = c->term;
    if (b->n == 0)
        return;
    term->weighting->measure(b, weighting_functions_edges(term->weighting, term->body));
    term->weighting->apply(b, term->length);
    drop(c, term->body, term->cutoff);
    if (isfinite(term->reach)) {
        taper_apply(b, term);
        drop(c, term->body, 0);
    }
    term->geometry->apply(b);
    c->take(b, c->context);
    b->n = 0;
}
