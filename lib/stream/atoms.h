/* Which records of a stream make a structure: one, or those of its atoms one after the other. */
#ifndef MBTR_ATOMS_H
#define MBTR_ATOMS_H

#include <stdbool.h>
#include <stddef.h>

#include "stream/stream.h"

struct atoms {
    bool local;       /* records are atoms */
    size_t missing;   /* atoms of the structure at hand that are still to come */
    const char *file; /* where the last record is from, for messages ... */
    size_t record;    /* ... and its number */
};

/* Takes the next record, which came in this parcel; whether it begins a structure, whose id it is then given. An atom
   out of order ends the program. */
bool atoms_next(struct atoms *a, const struct parcel *p, struct record *r);

/* When no record is left: a structure that lacks atoms ends the program. last: the structure at hand. */
void atoms_end(const struct atoms *a, const struct sample *last);

#endif
