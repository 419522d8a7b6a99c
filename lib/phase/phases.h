/* Phases that mixtures are made of (phase/mixture.h): compositions and energies per atom. */
#ifndef MBTR_PHASES_H
#define MBTR_PHASES_H

#include <stddef.h>

/* Fractions that differ by less are the same. */
#define FRACTION_TOLERANCE 1e-12

struct phases {
    size_t k, n, capacity;
    double **fraction; /* [component][phase] */
    double *energy;    /* INFINITY: takes no part */
    double tolerance;  /* energies that differ by less are the same */
};

/* Only the k > 0 pure components, which are phases 0 to k - 1, of energy zero. */
struct phases *phases_new(size_t k, double tolerance);
void phases_add(struct phases *p, const double *fraction, double energy);
/* Removes those of energy INFINITY, in place; the order stays. */
void phases_compact(struct phases *p);
void phases_free(struct phases *p);

#endif
