#include "geometry/tuples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/say.h"
#include "base/threads.h"
#include "geometry/chains.h"
#include "geometry/geometry_functions.h"
#include "geometry/weighting_functions.h"
#include "math/vector.h"

/* Keeps tuples whose weight is the cutoff but for rounding. */
#define SLACK 1e-9
/* Tuples of one structure that take minutes. */
#define MANY 1e10

struct tuples *tuples_new(void)
{
    return mem_zero(1, sizeof(struct tuples));
}

void tuples_free(struct tuples *t)
{
    if (!t)
        return;
    neighbours_free(&t->neighbours);
    for (unsigned i = 0; i < 2; i++) {
        for (unsigned c = 0; c < 3; c++)
            free(t->shell[i].x[c]);
        free(t->shell[i].distance);
        free(t->shell[i].species);
    }
    free(t->species);
    free(t->end);
    free(t);
}

/* 1 up to reach - taper, then half a cosine down to 0 at reach. */
static void apply_reach(struct batch *b, const struct term *term)
{
    double flat = term->reach - term->taper;
    for (unsigned e = 0; e < batch_edges(term->body); e++)
        for (size_t i = 0; i < b->n; i++) {
            double d = b->edge[e][i];
            if (d > term->reach)
                b->weight[i] = 0;
            else if (d > flat)
                b->weight[i] *= (1 + cos(M_PI * (d - flat) / term->taper)) / 2;
        }
}

static void keep(double *quantity, const uint16_t *chosen, size_t n)
{
    for (size_t i = 0; i < n; i++)
        quantity[i] = quantity[chosen[i]];
}

/* Drops tuples whose weight is 0 or below the cutoff; without branches, as one in a few is kept. */
static void drop(struct batch *b, unsigned body, double cutoff)
{
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
    b->n = n;
}

void tuples_flush(struct tuples *t)
{
    struct batch *b = &t->batch;
    const struct term *term = t->term;
    if (b->n == 0)
        return;
    term->weighting->apply(b, batch_edges(term->body), term->length);
    drop(b, term->body, term->cutoff);
    if (isfinite(term->reach)) {
        apply_reach(b, term);
        drop(b, term->body, 0);
    }
    term->geometry->apply(b);
    t->take(b, t->context);
    b->n = 0;
}

/* Probes the middle neighbour of the stretch left to each of n rows. */
MANY_TARGETS static void fill_probe(struct batch *probe, const double *restrict distance, const double *restrict edge0,
                                    const size_t *restrict end, size_t half, double edge1, double closest,
                                    bool triangle)
{
    for (size_t i = 0; i < probe->n; i++) {
        double d = distance[end[i] + half - 1], third = d - edge0[i];
        third = third > closest ? third : closest;
        probe->edge[0][i] = edge0[i];
        probe->edge[1][i] = triangle ? d : edge1;
        probe->edge[2][i] = triangle ? third : d;
    }
}

/* Weights do not grow with any edge, so the neighbours that keep a tuple's weight at or above the cutoff come first.
   Bisection, all rows at a time. */
void tuples_row_ends(struct tuples *t, const struct shell *s, const double *edge0, size_t n, double edge1,
                     bool triangle)
{
    const struct term *term = t->term;
    double least = term->cutoff * (1 - SLACK);
    t->end = mem_grow(t->end, &t->end_capacity, n, sizeof *t->end);
    for (size_t i = 0; i < n; i++)
        t->end[i] = term->cutoff > 0 ? 0 : s->n;
    for (size_t first = 0; term->cutoff > 0 && first < n; first += BATCH) {
        size_t *end = t->end + first;
        t->probe.n = n - first < BATCH ? n - first : BATCH;
        for (size_t length = s->n, half; length > 0; length -= half) {
            half = (length + 1) / 2;
            fill_probe(&t->probe, s->distance, edge0 + first, end, half, edge1, t->neighbours.closest, triangle);
            term->weighting->apply(&t->probe, 3, term->length);
            for (size_t i = 0; i < t->probe.n; i++)
                end[i] += t->probe.weight[i] < least ? 0 : half;
        }
    }
}

void tuples_load(struct tuples *t, size_t i, struct shell *s)
{
    const struct neighbour *n = t->neighbours.list + t->neighbours.start[i];
    s->n = t->neighbours.start[i + 1] - t->neighbours.start[i];
    for (unsigned c = 0; c < 3; c++)
        s->x[c] = mem_grow(s->x[c], &s->capacity[c], s->n, sizeof(double));
    s->distance = mem_grow(s->distance, &s->capacity[3], s->n, sizeof(double));
    s->species = mem_grow(s->species, &s->capacity[4], s->n, sizeof *s->species);
    for (size_t j = 0; j < s->n; j++) {
        for (unsigned c = 0; c < 3; c++)
            s->x[c][j] = n[j].vector[c];
        s->distance[j] = n[j].distance;
        s->species[j] = t->species[n[j].atom];
    }
}

static void add_atom(struct tuples *t, uint64_t species, double number, double count)
{
    size_t n = t->batch.n++;
    t->batch.key[n] = species;
    t->batch.number[n] = number;
    t->batch.count[n] = count;
    if (t->batch.n == BATCH)
        tuples_flush(t);
}

static void visit_atoms(struct tuples *t)
{
    const struct sample *s = &t->structure->sample;
    for (size_t i = 0; t->by_atom && i < s->atoms; i++)
        add_atom(t, t->species[i], t->structure->number[i], 1);
    for (size_t e = 0; !t->by_atom && e < s->nelements; e++)
        for (size_t i = 0; i < (t->term->geometry->per_species ? 1 : s->elements[e].count); i++)
            add_atom(t, s->elements[e].number, s->elements[e].number, (double)s->elements[e].count);
}

/* Each pair stands in the lists of both its atoms; an atom's own images come in opposite pairs. */
static bool counts_once(size_t i, const struct neighbour *n)
{
    return n->atom == i ? n->side > 0 : i < n->atom;
}

static void add_pair(struct tuples *t, uint64_t a, uint64_t b, double distance)
{
    t->batch.key[t->batch.n] = a << 16 | b;
    t->batch.edge[0][t->batch.n++] = distance;
    if (t->batch.n == BATCH)
        tuples_flush(t);
}

static void visit_pairs(struct tuples *t, size_t i, bool directed)
{
    uint64_t a = t->species[i];
    for (size_t j = t->neighbours.start[i]; j < t->neighbours.start[i + 1]; j++) {
        const struct neighbour *n = &t->neighbours.list[j];
        uint64_t b = t->species[n->atom];
        add_pair(t, directed || a < b ? a : b, directed || a < b ? b : a, n->distance);
    }
}

static void visit_quadruples(struct tuples *t, size_t i)
{
    for (size_t j = t->neighbours.start[i]; j < t->neighbours.start[i + 1]; j++)
        if (counts_once(i, &t->neighbours.list[j]))
            chains_around(t, i, j);
}

void tuples_all(struct tuples *t, tuples_take *take, void *context)
{
    t->take = take;
    t->context = context;
    if (t->term->body == 1)
        visit_atoms(t);
    for (size_t i = 0; t->term->body > 1 && i < t->structure->sample.atoms; i++)
        if (t->term->body == 2)
            visit_pairs(t, i, false);
        else if (t->term->body == 3)
            chains_through(t, i);
        else
            visit_quadruples(t, i);
    tuples_flush(t);
}

void tuples_of(struct tuples *t, size_t atom, tuples_take *take, void *context)
{
    t->take = take;
    t->context = context;
    if (t->term->body == 1)
        add_atom(t, t->species[atom], t->structure->number[atom],
                 t->by_atom ? 1 : (double)sample_count(&t->structure->sample, t->structure->number[atom]));
    else if (t->term->body == 2)
        visit_pairs(t, atom, true);
    else if (t->term->body == 3)
        chains_through(t, atom);
    else
        chains_from(t, atom);
    tuples_flush(t);
}

/* The longest edge a tuple may have: from reach, and from the weights that the cutoff allows. */
static const char *radius_for(struct tuples *t, double *radius)
{
    const struct term *term = t->term;
    const struct structure *s = t->structure;
    double closest = 0;
    *radius = term->reach;
    if (term->cutoff > 0) {
        const char *message = term->body > 2 ? neighbours_closest(&t->neighbours, s, &closest) : NULL;
        if (message || isinf(closest))
            return message;
        double longest = term->weighting->longest(term->cutoff, term->body, term->length, closest);
        *radius = fmin(*radius, longest * (1 + SLACK));
    }
    if (isfinite(*radius) || !(s->pbc[0] || s->pbc[1] || s->pbc[2]))
        return NULL;
    snprintf(t->message, sizeof t->message,
             "a periodic structure needs a finite sphere: give the k=%u term with weighting %s %s", term->body,
             term->weighting->name,
             isfinite(term->weighting->longest(1e-9, 2, 1, 1)) ? "a 'cutoff' or a 'reach'" : "a 'reach'");
    return t->message;
}

/* An upper bound on the tuples that will be looked at. */
static void warn_of_many(const struct tuples *t)
{
    const struct structure *s = t->structure;
    const size_t *start = t->neighbours.start;
    double tuples = 0;
    for (size_t i = 0; i < s->sample.atoms; i++) {
        double n = (double)(start[i + 1] - start[i]);
        tuples += t->term->body == 3 ? n * n / 2 : t->term->body == 4 ? n * n * n / 2 : n;
    }
    if (tuples > MANY)
        say_warning(
            "%s:%zu: %s: the k=%u term may look at %.1g tuples; a larger cutoff or a shorter reach leaves fewer",
            s->file, s->line, s->sample.id, t->term->body, tuples);
}

static void set_species(struct tuples *t)
{
    size_t n = t->structure->sample.atoms;
    t->species = mem_grow(t->species, &t->species_capacity, n, sizeof *t->species);
    for (size_t i = 0; i < n; i++)
        t->species[i] = t->by_atom ? i + 1 : t->structure->number[i];
}

const char *tuples_prepare(struct tuples *t, const struct term *term, const struct structure *s, bool by_atom,
                           bool local)
{
    double radius;
    t->term = term;
    t->structure = s;
    t->by_atom = by_atom;
    if (by_atom && s->sample.atoms > UINT16_MAX) {
        snprintf(t->message, sizeof t->message, "species: atom: expected at most %u atoms, found %zu",
                 (unsigned)UINT16_MAX, s->sample.atoms);
        return t->message;
    }
    set_species(t);
    if (term->body == 1)
        return NULL;
    const char *message = radius_for(t, &radius);
    if (!message)
        message = neighbours_find(&t->neighbours, s, radius, term->body == 2 && !local);
    if (message)
        return message;
    if (term->body > 2 && term->cutoff > 0)
        neighbours_sort(&t->neighbours, s->sample.atoms);
    warn_of_many(t);
    return NULL;
}
