/* The recipe's regression section. */
#ifndef MBTR_REGRESSION_H
#define MBTR_REGRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/field.h"

struct baseline_row;

struct regression {
    char *property; /* NULL: none named */
    char *forces;   /* names of the forces, vectors of atoms, and of the stress, a tensor; NULL: they are not learned ... */
    char *stress;
    double lambda;        /* ridge ... */
    double lambda_energy; /* ... and that of the property beside forces or stress; NAN: as lambda */
    double noise_energy;  /* what is not to be learned of the property per atom, ... */
    double noise_forces;  /* ... of forces, ... */
    double noise_stress;  /* ... and of the virial per atom; NAN: not told */
    const struct baseline_row *baseline;
    bool per_atom; /* per: atom: train on the property per atom, predict totals */
    bool of_atoms; /* of: atoms: the property is one that each atom has */
};

/* Whether derivatives of the property are learned with it. */
bool regression_has_forces(const struct regression *g);

/* What observations of a structure with so many atoms are multiplied by in least squares, beside others of these kinds: one over
   the noise of the total, or what lambda_energy asks for. */
enum regression_kind { REGRESSION_PROPERTY, REGRESSION_FORCES, REGRESSION_STRESS, REGRESSION_KINDS };
double regression_weight(const struct regression *g, enum regression_kind kind, size_t atoms);

/* Its keys in recipes. */
extern const struct field regression_fields[];

#endif
