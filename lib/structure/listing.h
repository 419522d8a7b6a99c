/* A table of structures: id, formula, atoms, then the properties of any of them, empty where a structure lacks one, in
   the order in which they came up. Rows wait in a temporary file, since a later structure may add a column. */
#ifndef MBTR_LISTING_H
#define MBTR_LISTING_H

#include "base/output.h"
#include "structure/structure.h"

struct listing;

struct listing *listing_new(void);

/* A property named as one of the first three columns is an error. */
void listing_add(struct listing *l, const struct structure *s);

/* Prints the table; no more can be added. */
void listing_print(struct listing *l, struct output *out);
void listing_free(struct listing *l);

#endif
