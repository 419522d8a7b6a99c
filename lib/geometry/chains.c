#include "geometry/chains.h"

#include <math.h>

#include "base/threads.h"
#include "math/vector.h"

/* The sine below which three atoms are taken to lie on a line. */
#define ON_LINE 1e-5

/* Appends the chains a-centre-j for j from first to last - 1. */
MANY_TARGETS static void append_row(struct batch *b, const struct shell *s, size_t a, size_t first, size_t last,
                                    uint64_t centre)
{
    const double *restrict x = s->x[0], *restrict y = s->x[1], *restrict z = s->x[2];
    double ax = x[a], ay = y[a], az = z[a], ad = s->distance[a];
    uint64_t species = s->species[a];
    size_t n = b->n;
    b->n += last - first;
#pragma omp simd
    for (size_t j = first; j < last; j++) {
        size_t i = n + j - first;
        double cx = ay * z[j] - az * y[j], cy = az * x[j] - ax * z[j], cz = ax * y[j] - ay * x[j];
        double dx = x[j] - ax, dy = y[j] - ay, dz = z[j] - az;
        uint64_t other = s->species[j];
        b->dot[i] = ax * x[j] + ay * y[j] + az * z[j];
        b->cross2[i] = cx * cx + cy * cy + cz * cz;
        b->edge[0][i] = ad;
        b->edge[1][i] = s->distance[j];
        b->edge[2][i] = sqrt(dx * dx + dy * dy + dz * dz);
        b->key[i] = species < other ? species << 32 | centre << 16 | other : other << 32 | centre << 16 | species;
    }
}

static void load_through(struct chains *c, size_t i)
{
    struct shell *s = &c->shell[0];
    shell_load(s, c->neighbours, c->species, i);
    shell_row_ends(s, c->to->term, c->neighbours->closest, s->distance, s->n, 0, true);
}

size_t chains_count_through(struct chains *c, size_t i)
{
    const struct shell *s = &c->shell[0];
    size_t n = 0;
    load_through(c, i);
    for (size_t a = 0; a + 1 < s->n; a++)
        n += s->end[a] > a + 1 ? s->end[a] - a - 1 : 0;
    return n;
}

void chains_through(struct chains *c, size_t i)
{
    const struct shell *s = &c->shell[0];
    struct batch *b = &c->to->batch;
    load_through(c, i);
    for (size_t a = 0; a + 1 < s->n; a++) {
        size_t end = s->end[a];
        for (size_t first = a + 1, last; first < end; first = last) {
            size_t room = BATCH - b->n;
            last = end - first < room ? end : first + room;
            append_row(b, s, a, first, last, c->species[i]);
            if (b->n == BATCH)
                collector_flush(c->to);
        }
    }
}

static void vector_of(const struct shell *s, size_t i, double v[3])
{
    for (unsigned c = 0; c < 3; c++)
        v[c] = s->x[c][i];
}

static bool same_place(const double a[3], const double b[3])
{
    double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    return vector_dot(d, d) < SAME_PLACE * SAME_PLACE;
}

static uint64_t smaller_direction(uint64_t key)
{
    uint64_t mirror = key << 48 | (key & 0xffff0000) << 16 | (key >> 16 & 0xffff0000) | key >> 48;
    return mirror < key ? mirror : key;
}

/* A chain under construction: from the second atom, a to the first and b to the third; normal = a x b. */
struct chain {
    double a[3], b[3], normal[3];
    double da, db, sine; /* lengths of a, b and normal */
    uint64_t species[3];
};

/* False when the three atoms lie on a line. */
static bool begin_chain(struct chain *c)
{
    vector_cross(c->normal, c->a, c->b);
    c->sine = sqrt(vector_dot(c->normal, c->normal));
    return c->sine > ON_LINE * c->da * c->db;
}

/* Appends the chains that the first end neighbours of the third atom complete. With c the edge from the third atom to
   the fourth, a x b and c x b span the angle: their dot product and |b| a.(b x c) are its cosine and sine times |a x b|
   |b x c|. */
static void end_chain(struct collector *to, const struct chain *c, const struct shell *s, size_t end, bool directed)
{
    struct batch *b = &to->batch;
    uint64_t begin = c->species[0] << 48 | c->species[1] << 32 | c->species[2] << 16;
    for (size_t l = 0; l < end; l++) {
        double edge[3], fourth[3], other[3];
        vector_of(s, l, edge);
        for (unsigned k = 0; k < 3; k++)
            fourth[k] = c->b[k] + edge[k];
        if (vector_dot(fourth, fourth) < SAME_PLACE * SAME_PLACE || same_place(fourth, c->a))
            continue;
        vector_cross(other, edge, c->b);
        if (!(sqrt(vector_dot(other, other)) > ON_LINE * c->db * s->distance[l]))
            continue;
        double sine = c->db * vector_dot(c->a, other);
        size_t n = b->n++;
        uint64_t key = begin | s->species[l];
        b->key[n] = directed ? key : smaller_direction(key);
        b->edge[0][n] = c->da;
        b->edge[1][n] = c->db;
        b->edge[2][n] = s->distance[l];
        b->dot[n] = vector_dot(c->normal, other);
        b->cross2[n] = sine * sine;
        if (b->n == BATCH)
            collector_flush(to);
    }
}

static void load_around(struct chains *c, size_t i, const struct neighbour *third)
{
    struct shell *first = &c->shell[0], *fourth = &c->shell[1];
    shell_load(first, c->neighbours, c->species, i);
    shell_load(fourth, c->neighbours, c->species, third->atom);
    shell_row_ends(fourth, c->to->term, c->neighbours->closest, first->distance, first->n, third->distance, false);
}

size_t chains_count_around(struct chains *c, size_t i, size_t j)
{
    size_t n = 0;
    load_around(c, i, &c->neighbours->list[j]);
    for (size_t a = 0; a < c->shell[0].n; a++)
        n += c->shell[1].end[a];
    return n;
}

void chains_around(struct chains *c, size_t i, size_t j)
{
    const struct neighbour *third = &c->neighbours->list[j];
    const struct shell *first = &c->shell[0], *fourth = &c->shell[1];
    struct chain chain = {.b = {third->vector[0], third->vector[1], third->vector[2]}, .db = third->distance};
    load_around(c, i, third);
    chain.species[1] = c->species[i];
    chain.species[2] = c->species[third->atom];
    for (size_t a = 0; a < first->n; a++) {
        vector_of(first, a, chain.a);
        chain.da = first->distance[a];
        chain.species[0] = first->species[a];
        if (!same_place(chain.a, chain.b) && begin_chain(&chain))
            end_chain(c->to, &chain, fourth, fourth->end[a], false);
    }
}

/* Chains whose first two atoms are there, and whose third is among the neighbours of the second. */
static void go_on(struct chains *c, struct chain *chain, uint32_t second)
{
    const struct neighbours *n = c->neighbours;
    struct shell *fourth = &c->shell[1];
    for (size_t m = n->start[second]; m < n->start[second + 1]; m++) {
        const struct neighbour *third = &n->list[m];
        chain->species[2] = c->species[third->atom];
        chain->db = third->distance;
        for (unsigned k = 0; k < 3; k++)
            chain->b[k] = third->vector[k];
        shell_load(fourth, n, c->species, third->atom);
        shell_row_ends(fourth, c->to->term, n->closest, &chain->da, 1, chain->db, false);
        if (!same_place(chain->a, chain->b) && begin_chain(chain))
            end_chain(c->to, chain, fourth, fourth->end[0], true);
    }
}

void chains_from(struct chains *c, size_t i)
{
    const struct neighbours *n = c->neighbours;
    struct chain chain = {.species = {c->species[i]}};
    for (size_t j = n->start[i]; j < n->start[i + 1]; j++) {
        const struct neighbour *second = &n->list[j];
        chain.species[1] = c->species[second->atom];
        chain.da = second->distance;
        for (unsigned k = 0; k < 3; k++)
            chain.a[k] = -second->vector[k];
        go_on(c, &chain, second->atom);
    }
}
