/* The recipe's regression section. */
#ifndef MBTR_REGRESSION_H
#define MBTR_REGRESSION_H

#include <stdbool.h>

#include "base/field.h"

struct baseline_row;

struct regression {
    char *property; /* NULL: none named */
    char *forces;   /* names of the forces, vectors of atoms, and of the stress, a tensor; NULL: they are not learned ... */
    char *stress;
    double lambda;        /* ridge ... */
    double lambda_energy; /* ... and that of the property beside forces or stress; NAN: as lambda */
    const struct baseline_row *baseline;
    bool per_atom; /* per: atom: train on the property per atom, predict totals */
    bool of_atoms; /* of: atoms: the property is one that each atom has */
};

/* Whether derivatives of the property are learned with it. */
bool regression_has_forces(const struct regression *g);

/* Its keys in recipes. */
extern const struct field regression_fields[];

#endif
