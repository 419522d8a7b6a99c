/* Terms that differ in their weighting alone: their tuples are the same, have the same values and are broadened alike. What
   costs is then done once for all of them; a term that no other is like is a group of one. */
#ifndef MBTR_TERM_GROUP_H
#define MBTR_TERM_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "geometry/batch.h"
#include "geometry/term.h"

struct term_group {
    size_t n;
    const struct term *term[WEIGHTS_MAX]; /* borrowed; all but weighting, length and scale are those of the first */
};

/* The group of one. */
struct term_group term_group_of(const struct term *t);

/* Adds a term; false where the group is full, or the term is not like those that are in it. With a cutoff a term is like none:
   which tuples count then depends on the weight. */
bool term_group_add(struct term_group *g, const struct term *t);

#endif
