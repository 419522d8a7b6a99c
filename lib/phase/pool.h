/* The structures of a search, what they are made of, and how their energies become formation energies. */
#ifndef MBTR_POOL_H
#define MBTR_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "phase/composition.h"
#include "structure/structure.h"
#include "structure/structure_options.h"

struct pool {
    size_t n; /* structures */
    struct structure *structure;
    struct bytes *frame;   /* of each structure, as it stood in its file */
    struct compositions x; /* of the n */
    bool per_atom;         /* energies are per atom, else per structure */
};

/* Reads all structures of count files; none at all ends the program. */
struct pool *pool_read(char *const *paths, size_t count, const struct structure_options *options, bool per_atom);
void pool_free(struct pool *pool);

/* Whether a structure is made of one element. */
bool pool_is_pure(const struct pool *pool, size_t structure);

/* The energy per atom of a structure's energy, and the other way round. */
double pool_per_atom(const struct pool *pool, size_t structure, double energy);
double pool_energy(const struct pool *pool, size_t structure, double per_atom);

#endif
