/* Which records of a stream make a structure: one, or those of its atoms one after the other. */
#ifndef MBTR_LOCAL_RECORDS_H
#define MBTR_LOCAL_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "stream/reader.h"
#include "stream/record.h"

struct local_records {
    bool local;       /* records are atoms */
    size_t missing;   /* atoms of the structure at hand that are still to come */
    const char *file; /* where the last record is from, for messages ... */
    size_t record;    /* ... and its number */
};

/* Takes the next record, which came in this parcel; whether it begins a structure, whose id it is then given. An atom
   out of order ends the program. */
bool local_records_next(struct local_records *a, const struct parcel *p, struct record *r);

/* When no record is left: a structure that lacks atoms ends the program. last: the structure at hand. */
void local_records_end(const struct local_records *a, const struct sample *last);

/* Ends the program where the rows of a kernel are of atoms and what is learned is not, for each atom would be taken to have all
   of its structure's energy; or the other way round. */
void local_records_expect_rows(const struct reader *from, bool of_atoms);

#endif
