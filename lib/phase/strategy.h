/* Strategies, a table: which structures may still lie on the hull, and which of these to calculate next. */
#ifndef MBTR_STRATEGY_H
#define MBTR_STRATEGY_H

#include <stddef.h>
#include <stdint.h>

#include "phase/surrogate.h"

/* A round of a search: what is known, and what is predicted of the rest. */
struct round {
    const struct surrogate *surrogate; /* trained with all that is known, in its order */
    size_t nknown, nopen;
    const size_t *known, *open;     /* structures whose energy is known, and others */
    const double *y;                /* formation energies per atom of those known */
    const double *hull;             /* energy of the hull of those known, at the compositions of the others */
    const double *mean, *deviation; /* predictions for these */
    double tolerance, risk;
    uint64_t random;
};

/* The answer: of r->open, ranked, best first. */
struct strategy_choice {
    size_t candidates; /* how many may still lie on the hull; 0: the search is over */
    size_t *rank;      /* these, as places in r->open; room for all of them */
    double threshold;  /* how far above the hull the prediction of a candidate is, at most */
};

struct strategy {
    const char *name;
    /* Fills in the answer, which must be the same whenever the round is: searches are gone on with by doing them again. */
    void (*choose)(const struct round *r, struct strategy_choice *to);
    const char *doc;
};

/* Ends with a row without name. The first row is the default. */
extern const struct strategy strategy_table[];

/* The chance that any of the others has a place below the hull by more than the tolerance, each by its own normal
   distribution. */
double strategy_chance(const struct round *r);

#endif
