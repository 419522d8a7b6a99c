/* The structures of a search, what they are made of, and how their energies become formation energies. */
#ifndef MBTR_CANDIDATES_H
#define MBTR_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "structure/structure.h"
#include "structure/xyz.h"

struct candidates {
    size_t n, k; /* structures, elements */
    struct structure *structure;
    struct bytes *frame; /* of each structure, as it stood in its file */
    unsigned *element;   /* atomic numbers, ascending */
    double *fraction;    /* n x k */
    bool per_atom;       /* energies are per atom, else per structure */
};

/* Reads all structures of count files; none at all ends the program. */
struct candidates *candidates_read(char *const *paths, size_t count, const struct xyz_options *options, bool per_atom);
void candidates_free(struct candidates *c);

/* Whether a structure is made of one element. */
bool candidates_pure(const struct candidates *c, size_t structure);

/* From the energy of a structure to that per atom, and back. */
double candidates_per_atom(const struct candidates *c, size_t structure, double energy);
double candidates_energy(const struct candidates *c, size_t structure, double per_atom);

#endif
