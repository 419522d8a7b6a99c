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

void chains_through(struct tuples *t, size_t i)
{
    struct shell *s = &t->shell[0];
    tuples_load(t, i, s);
    tuples_row_ends(t, s, s->distance, s->n, 0, true);
    for (size_t a = 0; a + 1 < s->n; a++) {
        size_t end = t->end[a];
        for (size_t first = a + 1, last; first < end; first = last) {
            size_t room = BATCH - t->batch.n;
            last = end - first < room ? end : first + room;
            append_row(&t->batch, s, a, first, last, t->species[i]);
            if (t->batch.n == BATCH)
                tuples_flush(t);
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
static void end_chain(struct tuples *t, const struct chain *c, const struct shell *s, size_t end, bool directed)
{
    struct batch *b = &t->batch;
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
            tuples_flush(t);
    }
}

void chains_around(struct tuples *t, size_t i, size_t j)
{
    const struct neighbour *third = &t->neighbours.list[j];
    struct shell *first = &t->shell[0], *fourth = &t->shell[1];
    struct chain c = {.b = {third->vector[0], third->vector[1], third->vector[2]}, .db = third->distance};
    tuples_load(t, i, first);
    tuples_load(t, third->atom, fourth);
    c.species[1] = t->species[i];
    c.species[2] = t->species[third->atom];
    tuples_row_ends(t, fourth, first->distance, first->n, c.db, false);
    for (size_t a = 0; a < first->n; a++) {
        vector_of(first, a, c.a);
        c.da = first->distance[a];
        c.species[0] = first->species[a];
        if (!same_place(c.a, c.b) && begin_chain(&c))
            end_chain(t, &c, fourth, t->end[a], false);
    }
}

void chains_from(struct tuples *t, size_t i)
{
    const size_t *start = t->neighbours.start;
    struct shell *fourth = &t->shell[1];
    struct chain c = {.species = {t->species[i]}};
    for (size_t j = start[i]; j < start[i + 1]; j++) {
        const struct neighbour *second = &t->neighbours.list[j];
        c.species[1] = t->species[second->atom];
        c.da = second->distance;
        for (unsigned k = 0; k < 3; k++)
            c.a[k] = -second->vector[k];
        for (size_t m = start[second->atom]; m < start[second->atom + 1]; m++) {
            const struct neighbour *third = &t->neighbours.list[m];
            c.species[2] = t->species[third->atom];
            c.db = third->distance;
            for (unsigned k = 0; k < 3; k++)
                c.b[k] = third->vector[k];
            tuples_load(t, third->atom, fourth);
            tuples_row_ends(t, fourth, &c.da, 1, c.db, false);
            if (!same_place(c.a, c.b) && begin_chain(&c))
                end_chain(t, &c, fourth, t->end[0], true);
        }
    }
}
