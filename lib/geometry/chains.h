/* Chains of three and four atoms for geometry/tuples.h, whose inner state this is. */
#ifndef MBTR_CHAINS_H
#define MBTR_CHAINS_H

#include "geometry/tuples.h"

/* The neighbours of one atom, spread over arrays; by increasing distance where the term has a cutoff. */
struct shell {
    size_t n;
    double *x[3], *distance;
    uint64_t *species;
    size_t capacity[5];
};

struct tuples {
    const struct term *term;
    const struct structure *structure;
    bool by_atom;
    tuples_take *take;
    void *context;
    struct neighbours neighbours;
    uint64_t *species; /* of each atom */
    size_t species_capacity;
    struct shell shell[2];
    size_t *end; /* of the row of each neighbour */
    size_t end_capacity;
    struct batch batch, probe;
    char message[160];
};

/* Evaluates what has been gathered in the batch and hands it on. */
void tuples_flush(struct tuples *t);

/* Fills a shell with the neighbours of atom i. */
void tuples_load(struct tuples *t, size_t i, struct shell *s);

/* For each of n first edges, the end of the neighbours whose tuples may have a weight of at least the cutoff, to
   t->end. A neighbour's distance is the second edge of a triangle, or the third of a chain whose second is edge1. */
void tuples_row_ends(struct tuples *t, const struct shell *s, const double *edge0, size_t n, double edge1,
                     bool triangle);

/* k=3: chains with atom i as the vertex, once per reversal. */
void chains_through(struct tuples *t, size_t i);

/* k=4: chains whose middle edge goes from atom i to its neighbour list[j], keys the smaller of both directions. */
void chains_around(struct tuples *t, size_t i, size_t j);

/* k=4: chains that begin with atom i, keys from there on. */
void chains_from(struct tuples *t, size_t i);

#endif
