/* The recipe's regression section. */
#ifndef MBTR_REGRESSION_H
#define MBTR_REGRESSION_H

#include <stdbool.h>

#include "base/field.h"

struct baseline_row;

struct regression {
    char *property; /* NULL: none named */
    double lambda;  /* ridge */
    const struct baseline_row *baseline;
    bool per_atom; /* per: atom: train on the property per atom, predict totals */
    bool of_atoms; /* of: atoms: the property is one that each atom has */
};

/* Its keys in recipes. */
extern const struct field regression_fields[];

#endif
