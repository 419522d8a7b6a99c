/* Structures that are made: random, of fixed density, and with no two atoms too close. */
#ifndef BENCH_SYNTHETIC_H
#define BENCH_SYNTHETIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "structure/structure.h"

struct synthetic {
    size_t atoms;    /* a power of two */
    size_t elements; /* in each structure, at most atoms ... */
    size_t pool;     /* ... drawn from so many, at most ELEMENT_MAX */
    bool periodic;
};

/* A structure of its kind, without properties; *state as in math/random.h. */
struct structure synthetic_structure(const struct synthetic *kind, uint64_t *state);

#endif
