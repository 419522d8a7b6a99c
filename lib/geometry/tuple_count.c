#include "geometry/tuple_count.h"

/* Atoms, or neighbours, that are looked at for an estimate. */
enum { SAMPLES = 256 };

double tuple_count_expected(struct neighbours *n, unsigned body, double enough)
{
    return neighbours_expected(n, body - 1, 2 * enough) / 2;
}

double tuple_count_listed(const struct neighbours *n, size_t atoms, unsigned body)
{
    double tuples = 0;
    for (size_t i = 0; i < atoms; i++) {
        double m = (double)(n->start[i + 1] - n->start[i]);
        tuples += body == 3 ? m * m / 2 : body == 4 ? m * m * m / 2 : m;
    }
    return tuples;
}

/* The atom in whose list neighbour j stands. */
static size_t owner_of(const struct neighbours *n, size_t atoms, size_t j)
{
    size_t low = 0, high = atoms;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (n->start[middle] <= j)
            low = middle;
        else
            high = middle;
    }
    return low;
}

double tuple_count_weighty(struct chains *c, size_t atoms, unsigned body)
{
    const struct neighbours *n = c->neighbours;
    size_t all = body == 3 ? atoms : n->start[atoms], samples = all < SAMPLES ? all : SAMPLES;
    double tuples = 0;
    for (size_t k = 0; k < samples; k++) {
        size_t at = (size_t)(((double)k + 0.5) * (double)all / (double)samples);
        tuples += (double)(body == 3 ? chains_count_through(c, at) : chains_count_around(c, owner_of(n, atoms, at), at));
    }
    /* A chain of four atoms stands with both neighbours of its middle edge. */
    return samples ? tuples * (double)all / (double)samples / (body == 4 ? 2 : 1) : 0;
}
