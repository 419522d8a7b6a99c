/* The neighbours of one atom, spread over arrays, and how far into them tuples go. */
#ifndef MBTR_SHELL_H
#define MBTR_SHELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "geometry/neighbours.h"
#include "geometry/term.h"

/* Places after the last neighbour, so that loops may go on to a multiple of this; their distance is infinite. */
enum { SHELL_PAD = 8 };

/* {0} at first; by increasing distance where the term has a cutoff. */
struct shell {
    size_t n;
    const struct neighbour *near; /* the neighbours themselves */
    double *x[3], *distance;      /* from the atom, angstrom */
    uint64_t *species;
    size_t *end; /* of each row, as of shell_row_ends */
    size_t capacity[5], end_capacity;
};

void shell_free(struct shell *s);

/* Fills a shell with the neighbours of atom i; species: of each atom. */
void shell_load(struct shell *s, const struct neighbours *n, const uint64_t *species, size_t i);

/* For each of n first edges, the end of the neighbours whose tuples may have a weight of at least the term's cutoff, to
   s->end. A neighbour's distance is the second edge of a triangle, or the third of a chain whose second is edge1;
   closest: the smallest distance of two atoms. */
void shell_row_ends(struct shell *s, const struct term *term, double closest, const double *edge0, size_t n, double edge1);

#endif
