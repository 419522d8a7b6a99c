/* Ids and formulas of some entries of a phase diagram: those of its vertices, for instance, in which all others fall
   apart. */
#ifndef MBTR_ENTRY_NAMES_H
#define MBTR_ENTRY_NAMES_H

#include <stddef.h>

#include "phase/entries.h"

struct entry_name {
    size_t entry;
    char *id, *formula;
};

struct entry_names {
    size_t n;
    struct entry_name *name; /* ascending by entry */
};

/* Those of n entries, numbers from 0 in any order; numbers beyond the entries have no name. Reads the texts anew. */
struct entry_names *entry_names_read(struct entries *e, size_t n, const size_t *entry);

/* The name of an entry; NULL: it is not among them. */
const struct entry_name *entry_names_find(const struct entry_names *names, size_t entry);
void entry_names_free(struct entry_names *names);

#endif
