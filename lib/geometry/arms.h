/* The arms of tuples: vectors between their atoms, of which all that is measured of a tuple is a function; and how it
   changes with them. */
#ifndef MBTR_ARMS_H
#define MBTR_ARMS_H

#include <stddef.h>
#include <stdint.h>

#include "geometry/batch.h"
#include "geometry/gradient.h"
#include "geometry/term.h"

enum { ARMS_MAX = BODY_MAX - 1 };

/* Of k atoms k - 1 arms. k=2: from one to the other. k=3: from the vertex to either end. k=4: from the second atom to the
   first, from the second to the third, from the third to the fourth. */
struct arms {
    uint32_t from[ARMS_MAX][BATCH], to[ARMS_MAX][BATCH]; /* atoms of the structure */
    double vector[ARMS_MAX][3][BATCH];                   /* angstrom */
};

static inline unsigned arms_of(unsigned body)
{
    return body - 1;
}

/* Sets an arm of tuple i. */
static inline void arms_set(struct arms *a, unsigned arm, size_t i, uint32_t from, uint32_t to, const double vector[3])
{
    a->from[arm][i] = from;
    a->to[arm][i] = to;
    for (unsigned c = 0; c < 3; c++)
        a->vector[arm][c][i] = vector[c];
}

/* Keeps n chosen tuples, ascending numbers. */
void arms_keep(struct arms *a, unsigned body, const uint16_t *chosen, size_t n);

/* From the derivatives of a number of each tuple with respect to edges, dot and cross2 to its derivatives with respect to
   the components of its arms. */
void arms_gradient(const struct arms *a, const struct batch *b, unsigned body, const struct tuple_slopes *s,
                   double to[ARMS_MAX][3][BATCH]);

/* Adds derivatives of n tuples with respect to arms to those with respect to atoms and strain. */
void arms_add(const struct arms *a, size_t n, unsigned body, double by_arm[ARMS_MAX][3][BATCH], struct gradient *to);

#endif
