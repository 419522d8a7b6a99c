/* Chains of three and four atoms, with the neighbours that a term lets each have. */
#ifndef MBTR_CHAINS_H
#define MBTR_CHAINS_H

#include <stddef.h>
#include <stdint.h>

#include "geometry/collector.h"
#include "geometry/neighbours.h"
#include "geometry/shell.h"

/* The first three are borrowed. */
struct chains {
    struct collector *to;
    const struct neighbours *neighbours; /* each pair in the lists of both its atoms */
    const uint64_t *species;             /* of each atom */
    struct shell shell[2];
    uint64_t tried[BATCH + 1]; /* k=3: pairs of neighbours, the first in the high bits, and a place to spare */
};

/* k=3: chains with atom i as the vertex, once per reversal. */
void chains_through(struct chains *c, size_t i);

/* k=4: chains whose middle edge goes from atom i to its neighbour list[j], keys the smaller of both directions. Those
   in which three consecutive atoms lie on a line have no dihedral and are left out. */
void chains_around(struct chains *c, size_t i, size_t j);

/* How many of either are looked at: those that the cutoff does not leave out beforehand. */
size_t chains_count_through(struct chains *c, size_t i);
size_t chains_count_around(struct chains *c, size_t i, size_t j);

/* k=4: the same chains, those that begin with atom i, keys from there on. */
void chains_from(struct chains *c, size_t i);

#endif
