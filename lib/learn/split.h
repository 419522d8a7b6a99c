/* Choice of training structures. */
#ifndef MBTR_SPLIT_H
#define MBTR_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "structure/sample.h"

struct split_candidate {
    double value; /* to stratify by; the same for all: a plain random choice */
    bool keep;    /* is chosen in any case */
    bool chosen;  /* the result */
};

/* What choices are spread over by a key: natoms, or a property; false when the sample has none of that name. */
bool split_stratum(const struct sample *s, const char *key, double *value);

/* Chooses count of n candidates: those to keep, and of the others, in order of value and at random among equals, one at
   random from each of as many groups of (almost) equal size: systematic sampling, W. G. Cochran, Sampling Techniques,
   section 8 (1977). Equal seeds give equal choices on every machine. Needs kept <= count <= n. */
void split_choose(struct split_candidate *c, size_t n, size_t count, uint64_t seed);

#endif
