/* The lower convex hull of energy per atom over composition: which phases are stable, and how far above them the others
   are.

   A point is a composition, k fractions that sum to 1, and an energy per atom. Its formation energy is

       f = e - sum_c x_c r_c,

   r_c the energy per atom of pure component c, its reference. The hull is the lowest formation energy that mixtures of
   points and pure components reach at a composition (phase/mixture.h). Pure components are always vertices, of
   formation energy 0 or that of a lower point; other vertices are the points below what all others reach. Of points
   with one composition the lowest is the vertex, of equal ones the first. Energies are equal, and a point is no vertex,
   when less parts them than rounding of the largest energy can: 64 units in its last place. Exact otherwise: nothing
   depends on units, on the order of other points, or on the number of threads. */
#ifndef MBTR_HULL_H
#define MBTR_HULL_H

#include <stdbool.h>
#include <stddef.h>

#include "phase/phases.h"

struct hull {
    size_t k, n;           /* components, points */
    double *reference;     /* of each component */
    size_t nvertices;      /* at least k */
    size_t *vertex;        /* the point of each: first those of the components; n + c: component c, given by no point */
    bool *is_vertex;       /* of each point */
    struct phases *phases; /* the vertices in the same order, with formation energies */
};

/* The hull of n points, fraction n x k; reference NULL: energies are formation energies. A point of energy INFINITY takes no
   part. May be called by several threads at once. */
struct hull *hull_new(size_t k, const double *reference, size_t n, const double *fraction, const double *energy);
void hull_free(struct hull *h);

/* Formation energy of an energy per atom at composition x, and that of the hull there. */
double hull_formation(const struct hull *h, const double *x, double energy);
double hull_energy(const struct hull *h, const double *x);

/* Whether a tie-line joins two vertices, given by their places in h->vertex: whether their mixtures are on the hull. It
   is so of every two vertices of a face, the diagonals of one with more than k vertices too. */
bool hull_joined(const struct hull *h, size_t a, size_t b);

/* How far n energies per atom, at compositions fraction, n x k, are above the hull; negative below it, 0 where rounding may
   have made it. By all threads. */
void hull_above_all(const struct hull *h, size_t n, const double *fraction, const double *energy, double *above);

/* The same, and which phases the hull has there: phases[i] of them for composition i, at most k, which are points as in
   h->vertex, and their amounts, fractions of all atoms that sum to 1; in point and amount, n x k, and ascending by place in
   h->vertex. */
void hull_measure(const struct hull *h, size_t n, const double *fraction, const double *energy, double *above, size_t *phases,
                  size_t *point, double *amount);

#endif
