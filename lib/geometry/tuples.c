#include "geometry/tuples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "geometry/geometry.h"
#include "geometry/weighting.h"

/* Keeps tuples whose weight is the cutoff but for rounding. */
#define SLACK 1e-9

struct tuples {
    const struct term *term;
    const struct structure *structure;
    tuples_take *take;
    void *context;
    struct neighbours neighbours;
    double *x[3], *distance; /* the neighbours of one atom, by increasing distance */
    uint64_t *number;
    size_t capacity[5];
    struct batch batch, probe;
    char message[160];
};

struct tuples *tuples_new(void)
{
    return mem_zero(1, sizeof(struct tuples));
}

void tuples_free(struct tuples *t)
{
    if (!t)
        return;
    neighbours_free(&t->neighbours);
    for (unsigned c = 0; c < 3; c++)
        free(t->x[c]);
    free(t->distance);
    free(t->number);
    free(t);
}

/* 1 up to reach - taper, then half a cosine down to 0 at reach. */
static void apply_reach(struct batch *b, const struct term *term)
{
    double flat = term->reach - term->taper;
    for (unsigned e = 0; e < edges_of(term->body); e++)
        for (size_t i = 0; i < b->n; i++) {
            double d = b->edge[e][i];
            if (d > term->reach)
                b->weight[i] = 0;
            else if (d > flat)
                b->weight[i] *= (1 + cos(M_PI * (d - flat) / term->taper)) / 2;
        }
}

/* Evaluates what has been gathered and hands it on. */
static void flush(struct tuples *t)
{
    struct batch *b = &t->batch;
    const struct term *term = t->term;
    if (b->n == 0)
        return;
    term->weighting->apply(b, edges_of(term->body), term->length);
    for (size_t i = 0; i < b->n; i++)
        if (b->weight[i] < term->cutoff)
            b->weight[i] = 0;
    if (isfinite(term->reach))
        apply_reach(b, term);
    term->geometry->apply(b);
    t->take(b, t->context);
    b->n = 0;
}

static void visit_atoms(struct tuples *t)
{
    const struct sample *s = &t->structure->sample;
    for (size_t e = 0; e < s->nelements; e++) {
        size_t times = t->term->geometry->per_element ? 1 : s->elements[e].count;
        for (size_t i = 0; i < times; i++) {
            size_t n = t->batch.n++;
            t->batch.key[n] = s->elements[e].number;
            t->batch.number[n] = s->elements[e].number;
            t->batch.count[n] = (double)s->elements[e].count;
            if (t->batch.n == BATCH)
                flush(t);
        }
    }
}

/* Each pair stands in the lists of both its atoms; an atom's own images come in opposite pairs. */
static bool counts_once(size_t i, const struct neighbour *n)
{
    return n->atom == i ? n->side > 0 : i < n->atom;
}

static void visit_pairs(struct tuples *t)
{
    const struct structure *s = t->structure;
    for (size_t i = 0; i < s->sample.atoms; i++)
        for (size_t j = t->neighbours.start[i]; j < t->neighbours.start[i + 1]; j++) {
            const struct neighbour *n = &t->neighbours.list[j];
            if (!counts_once(i, n))
                continue;
            uint64_t a = s->number[i], b = s->number[n->atom];
            t->batch.key[t->batch.n] = a < b ? a << 16 | b : b << 16 | a;
            t->batch.edge[0][t->batch.n++] = n->distance;
            if (t->batch.n == BATCH)
                flush(t);
        }
}

/* Spreads the neighbours of atom i over arrays; returns their number. */
static size_t load_shell(struct tuples *t, size_t i)
{
    const struct neighbour *n = t->neighbours.list + t->neighbours.start[i];
    size_t count = t->neighbours.start[i + 1] - t->neighbours.start[i];
    for (unsigned c = 0; c < 3; c++)
        t->x[c] = mem_grow(t->x[c], &t->capacity[c], count, sizeof(double));
    t->distance = mem_grow(t->distance, &t->capacity[3], count, sizeof(double));
    t->number = mem_grow(t->number, &t->capacity[4], count, sizeof(uint64_t));
    for (size_t j = 0; j < count; j++) {
        for (unsigned c = 0; c < 3; c++)
            t->x[c][j] = n[j].vector[c];
        t->distance[j] = n[j].distance;
        t->number[j] = t->structure->number[n[j].atom];
    }
    return count;
}

/* The neighbours after a, up to count, that can stand opposite to it with a weight of at least the cutoff: weights do
   not grow with any edge, and the third one is at least the difference of the first two. */
static size_t end_of_row(struct tuples *t, size_t a, size_t count)
{
    const struct term *term = t->term;
    size_t low = a + 1, high = count;
    if (!(term->cutoff > 0))
        return count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        t->probe.n = 1;
        t->probe.edge[0][0] = t->distance[a];
        t->probe.edge[1][0] = t->distance[middle];
        t->probe.edge[2][0] = fmax(t->neighbours.closest, t->distance[middle] - t->distance[a]);
        term->weighting->apply(&t->probe, 3, term->length);
        if (t->probe.weight[0] < term->cutoff * (1 - SLACK))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Appends the chains a-centre-j for j from first to last - 1. */
MANY_TARGETS static void append_row(struct tuples *t, size_t a, size_t first, size_t last, uint64_t centre)
{
    struct batch *b = &t->batch;
    const double *restrict x = t->x[0], *restrict y = t->x[1], *restrict z = t->x[2];
    double ax = x[a], ay = y[a], az = z[a], ad = t->distance[a];
    uint64_t number = t->number[a];
    size_t n = b->n;
    b->n += last - first;
#pragma omp simd
    for (size_t j = first; j < last; j++) {
        size_t i = n + j - first;
        double cx = ay * z[j] - az * y[j], cy = az * x[j] - ax * z[j], cz = ax * y[j] - ay * x[j];
        double dx = x[j] - ax, dy = y[j] - ay, dz = z[j] - az;
        uint64_t other = t->number[j];
        b->dot[i] = ax * x[j] + ay * y[j] + az * z[j];
        b->cross[i] = sqrt(cx * cx + cy * cy + cz * cz);
        b->edge[0][i] = ad;
        b->edge[1][i] = t->distance[j];
        b->edge[2][i] = sqrt(dx * dx + dy * dy + dz * dz);
        b->key[i] = number < other ? number << 32 | centre << 16 | other : other << 32 | centre << 16 | number;
    }
}

static void visit_chains(struct tuples *t)
{
    const struct structure *s = t->structure;
    if (t->term->cutoff > 0)
        neighbours_sort(&t->neighbours, s->sample.atoms);
    for (size_t i = 0; i < s->sample.atoms; i++) {
        size_t count = load_shell(t, i);
        for (size_t a = 0; a + 1 < count; a++) {
            size_t end = end_of_row(t, a, count);
            for (size_t first = a + 1, last; first < end; first = last) {
                size_t room = BATCH - t->batch.n;
                last = end - first < room ? end : first + room;
                append_row(t, a, first, last, s->number[i]);
                if (t->batch.n == BATCH)
                    flush(t);
            }
        }
    }
}

/* The longest edge a tuple may have: from reach, and from the weights that the cutoff allows. */
static const char *radius_for(struct tuples *t, double *radius)
{
    const struct term *term = t->term;
    const struct structure *s = t->structure;
    double closest = 0;
    *radius = term->reach;
    if (term->cutoff > 0) {
        const char *message = neighbours_closest(&t->neighbours, s, &closest);
        if (message || isinf(closest))
            return message;
        double longest = term->weighting->longest(term->cutoff, edges_of(term->body), term->length, closest);
        *radius = fmin(*radius, longest * (1 + SLACK));
    }
    if (isfinite(*radius) || !(s->pbc[0] || s->pbc[1] || s->pbc[2]))
        return NULL;
    snprintf(t->message, sizeof t->message,
             "a periodic structure needs a finite sphere: give the k=%u term with weighting %s %s", term->body,
             term->weighting->name, isfinite(term->weighting->longest(1e-9, 1, 1, 1)) ? "a 'cutoff' or a 'reach'" : "a 'reach'");
    return t->message;
}

const char *tuples_visit(struct tuples *t, const struct term *term, const struct structure *s, tuples_take *take,
                         void *context)
{
    double radius;
    const char *message = NULL;
    t->term = term;
    t->structure = s;
    t->take = take;
    t->context = context;
    if (term->body > 1) {
        message = radius_for(t, &radius);
        if (!message)
            message = neighbours_find(&t->neighbours, s, radius);
        if (message)
            return message;
    }
    if (term->body == 1)
        visit_atoms(t);
    else if (term->body == 2)
        visit_pairs(t);
    else
        visit_chains(t);
    flush(t);
    return NULL;
}
