#include "geometry/chains.h"

#include <math.h>

#include "base/threads.h"
#include "geometry/weighting_functions.h"
#include "math/four.h"
#include "math/vector.h"

/* The sine below which three atoms are taken to lie on a line. */
#define ON_LINE 1e-5

/* A neighbour of the centre. */
struct end {
    double x, y, z, distance;
    uint64_t species;
};

/* The arrays of a shell, which compilers then know not to change. */
struct ends {
    const double *x, *y, *z, *distance;
    const uint64_t *species;
};

static inline struct ends ends_of(const struct shell *s)
{
    return (struct ends){s->x[0], s->x[1], s->x[2], s->distance, s->species};
}

static inline struct end end_at(struct ends e, size_t i)
{
    return (struct end){e.x[i], e.y[i], e.z[i], e.distance[i], e.species[i]};
}

/* The square of their distance. */
static inline double between2(struct end a, struct end c)
{
    double dx = c.x - a.x, dy = c.y - a.y, dz = c.z - a.z;
    return dx * dx + dy * dy + dz * dz;
}

/* The chain a-centre-c to place i of the batch. */
static inline void put(struct batch *b, size_t i, struct end a, struct end c, uint64_t centre)
{
    double x = a.y * c.z - a.z * c.y, y = a.z * c.x - a.x * c.z, z = a.x * c.y - a.y * c.x;
    b->dot[i] = a.x * c.x + a.y * c.y + a.z * c.z;
    b->cross2[i] = x * x + y * y + z * z;
    b->edge[0][i] = a.distance;
    b->edge[1][i] = c.distance;
    b->edge[2][i] = sqrt(between2(a, c));
    b->key[i] = a.species < c.species ? a.species << 32 | centre << 16 | c.species : c.species << 32 | centre << 16 | a.species;
}

/* Appends the chains a-centre-j for j from first to last - 1. */
MANY_TARGETS static void append_row(struct batch *b, const struct shell *s, size_t a, size_t first, size_t last,
                                    uint64_t centre)
{
    struct ends ends = ends_of(s);
    struct end end = end_at(ends, a);
    size_t n = b->n;
    b->n += last - first;
#pragma omp simd
    for (size_t j = first; j < last; j++)
        put(b, n + j - first, end, end_at(ends, j), centre);
}

/* The arms of the same chains, from place n of the batch on. */
static void set_arms(struct arms *arms, size_t n, const struct shell *s, size_t a, size_t first, size_t last, size_t centre)
{
    for (size_t j = first; j < last; j++) {
        arms_set(arms, 0, n + j - first, (uint32_t)centre, s->near[a].atom, s->near[a].vector);
        arms_set(arms, 1, n + j - first, (uint32_t)centre, s->near[j].atom, s->near[j].vector);
    }
}

/* Without a cutoff all count; where the third edge does not, all up to the end of a row. */
static void all_through(struct chains *c, size_t centre)
{
    struct shell *s = &c->shell[0];
    struct batch *b = &c->to->batch;
    shell_row_ends(s, c->to->group.term[0], c->neighbours->closest, s->distance, s->n, 0);
    for (size_t a = 0; a + 1 < s->n; a++)
        for (size_t first = a + 1, last; first < s->end[a]; first = last) {
            size_t room = BATCH - b->n;
            last = s->end[a] - first < room ? s->end[a] : first + room;
            if (c->to->arms)
                set_arms(c->to->arms, b->n, s, a, first, last, centre);
            append_row(b, s, a, first, last, c->species[centre]);
            if (b->n == BATCH)
                collector_flush(c->to);
        }
}

/* Appends the pairs of neighbour a and those from place first on that may close a triangle: without branches, as one in a few
   does. What is spared is by how much the square of the third edge is below that of the longest that lets a triangle count.
   Returns how many pairs there are then. */
static IN_TARGETS size_t try_some(struct ends ends, size_t a, size_t first, double most, bool product, uint64_t *tried,
                                  size_t n)
{
    double spared[SHELL_PAD];
#pragma GCC unroll 8
    for (size_t i = 0; i < SHELL_PAD; i += 4) {
        four distance = *(const four *)(ends.distance + first + i);
        four third = product ? most / (ends.distance[a] * distance) : most - ends.distance[a] - distance;
        four x = *(const four *)(ends.x + first + i) - ends.x[a], y = *(const four *)(ends.y + first + i) - ends.y[a];
        four z = *(const four *)(ends.z + first + i) - ends.z[a];
        *(four *)(spared + i) = third * third - (x * x + y * y + z * z);
    }
#pragma GCC unroll 8
    for (size_t i = 0; i < SHELL_PAD; i++) {
        tried[n] = (uint64_t)a << 32 | (first + i);
        n += spared[i] >= 0;
    }
    return n;
}

/* Appends the chains of n pairs of neighbours from place first on. */
MANY_TARGETS static void append_tried(struct chains *c, size_t first, size_t n, uint64_t centre)
{
    struct ends ends = ends_of(&c->shell[0]);
    struct batch *b = &c->to->batch;
    size_t to = b->n;
    const uint64_t *pair = c->tried + first;
    b->n += n;
#pragma omp simd
    for (size_t i = 0; i < n; i++)
        put(b, to + i, end_at(ends, pair[i] >> 32), end_at(ends, (uint32_t)pair[i]), centre);
}

static void take_tried(struct chains *c, size_t n, uint64_t centre)
{
    const struct batch *b = &c->to->batch;
    for (size_t first = 0, some; first < n; first += some) {
        some = n - first < BATCH - b->n ? n - first : BATCH - b->n;
        append_tried(c, first, some, centre);
        if (b->n == BATCH)
            collector_flush(c->to);
    }
}

/* Triangles whose edges are of those that the cutoff lets count, but for a few that the collector leaves out. */
static IN_TARGETS void try_all(struct chains *c, uint64_t centre, bool product)
{
    const struct shell *s = &c->shell[0];
    struct ends ends = ends_of(s);
    double most = weighting_functions_most(c->to->group.term[0]);
    size_t n = 0;
    for (size_t a = 0; a + 1 < s->n; a++) {
        double longest = weighting_functions_second(product, most, ends.distance[a], c->neighbours->closest);
        for (size_t first = a + 1; first < s->n && ends.distance[first] <= longest; first += SHELL_PAD) {
            if (n > BATCH - SHELL_PAD) {
                take_tried(c, n, centre);
                n = 0;
            }
            n = try_some(ends, a, first, most, product, c->tried, n);
        }
    }
    take_tried(c, n, centre);
}

MANY_TARGETS static void few_through(struct chains *c, uint64_t centre)
{
    if (c->to->group.term[0]->weighting->product)
        try_all(c, centre, true);
    else
        try_all(c, centre, false);
}

size_t chains_count_through(struct chains *c, size_t i)
{
    struct shell *s = &c->shell[0];
    size_t n = 0;
    shell_load(s, c->neighbours, c->species, i);
    shell_row_ends(s, c->to->group.term[0], c->neighbours->closest, s->distance, s->n, 0);
    for (size_t a = 0; a + 1 < s->n; a++)
        n += s->end[a] > a + 1 ? s->end[a] - a - 1 : 0;
    return n;
}

void chains_through(struct chains *c, size_t i)
{
    const struct term *t = c->to->group.term[0];
    shell_load(&c->shell[0], c->neighbours, c->species, i);
    if (t->cutoff > 0 && weighting_functions_edges(t->weighting, t->body) > 2)
        few_through(c, c->species[i]);
    else
        all_through(c, i);
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
    uint32_t atom[3];
};

/* False when the three atoms lie on a line. */
static bool begin_chain(struct chain *c)
{
    vector_cross(c->normal, c->a, c->b);
    c->sine = sqrt(vector_dot(c->normal, c->normal));
    return c->sine > ON_LINE * c->da * c->db;
}

static void set_chain_arms(struct arms *arms, size_t n, const struct chain *c, const struct neighbour *fourth)
{
    arms_set(arms, 0, n, c->atom[1], c->atom[0], c->a);
    arms_set(arms, 1, n, c->atom[1], c->atom[2], c->b);
    arms_set(arms, 2, n, c->atom[2], fourth->atom, fourth->vector);
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
        if (to->arms)
            set_chain_arms(to->arms, n, c, &s->near[l]);
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
    shell_row_ends(fourth, c->to->group.term[0], c->neighbours->closest, first->distance, first->n, third->distance);
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
    chain.atom[1] = (uint32_t)i;
    chain.atom[2] = third->atom;
    for (size_t a = 0; a < first->n; a++) {
        vector_of(first, a, chain.a);
        chain.da = first->distance[a];
        chain.species[0] = first->species[a];
        chain.atom[0] = first->near[a].atom;
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
        chain->atom[2] = third->atom;
        chain->db = third->distance;
        for (unsigned k = 0; k < 3; k++)
            chain->b[k] = third->vector[k];
        shell_load(fourth, n, c->species, third->atom);
        shell_row_ends(fourth, c->to->group.term[0], n->closest, &chain->da, 1, chain->db);
        if (!same_place(chain->a, chain->b) && begin_chain(chain))
            end_chain(c->to, chain, fourth, fourth->end[0], true);
    }
}

void chains_from(struct chains *c, size_t i)
{
    const struct neighbours *n = c->neighbours;
    struct chain chain = {.species = {c->species[i]}, .atom = {(uint32_t)i}};
    for (size_t j = n->start[i]; j < n->start[i + 1]; j++) {
        const struct neighbour *second = &n->list[j];
        chain.species[1] = c->species[second->atom];
        chain.atom[1] = second->atom;
        chain.da = second->distance;
        for (unsigned k = 0; k < 3; k++)
            chain.a[k] = -second->vector[k];
        go_on(c, &chain, second->atom);
    }
}
