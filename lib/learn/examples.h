/* Structures whose property is known, held in memory: to learn from and to test with, again and again. */
#ifndef MBTR_EXAMPLES_H
#define MBTR_EXAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "structure/structure.h"
#include "structure/structure_options.h"

struct examples {
    size_t n;
    struct structure *structure;
    double *target; /* the property, total */
};

/* Reads all structures of count files; one without the property ends the program. */
struct examples *examples_read(char *const *paths, size_t count, const struct structure_options *options, const char *property);
void examples_free(struct examples *e);

/* What choices are spread over: natoms, a property, or for NULL the target; a number per structure, to be freed. */
double *examples_strata(const struct examples *e, const char *key);

/* Keeps number of the structures, spread over their strata (learn/split.h), in their order. Fewer than that end the program. */
void examples_choose(struct examples *e, const char *key, size_t number, uint64_t seed);

/* Ends the program unless all have the same atoms in the same order, as species: atom wants. */
void examples_same_atoms(const struct examples *e);

/* Appends all that a result may depend on: for a hash. */
void examples_bytes(const struct examples *e, struct bytes *to);

#endif
