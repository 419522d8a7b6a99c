/* A batch of k-atom tuples, one array per quantity, on which geometry and weighting functions work. */
#ifndef MBTR_BATCH_H
#define MBTR_BATCH_H

#include <stddef.h>
#include <stdint.h>

/* WEIGHTS_MAX: terms that are computed together (geometry/term_group.h). */
enum { BATCH = 256, EDGES_MAX = 3, WEIGHTS_MAX = 4 };

struct batch {
    size_t n;
    uint64_t key[BATCH];               /* species, 16 bits each, the first highest: sorts as the tuple does */
    double edge[EDGES_MAX][BATCH];     /* angstrom: d12 (k=2); d12, d23, d13 (k=3, 2 the vertex); d12, d23, d34 (k=4) */
    double dot[BATCH];                 /* k=3, 4: a number > 0 times the cosine of the angle or dihedral ... */
    double cross2[BATCH];              /* ... and the square of the same times its sine */
    double number[BATCH];              /* k=1: atomic number ... */
    double count[BATCH];               /* ... and number of atoms of that species */
    double value[BATCH];               /* of the geometry function */
    double weight[WEIGHTS_MAX][BATCH]; /* of the weighting function, for each term */
};

/* Derivatives of a number of each tuple, such as its value, with respect to what it is a function of. */
struct tuple_slopes {
    double edge[EDGES_MAX][BATCH], dot[BATCH], cross2[BATCH];
};

/* Edges of a tuple of k atoms. */
static inline unsigned batch_edges(unsigned body)
{
    return body == 3 ? 3 : body - 1;
}

#endif
