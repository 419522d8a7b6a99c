/* How well the solutions of normal equations predict other observations, by ridge. */
#ifndef MBTR_NORMAL_ERRORS_H
#define MBTR_NORMAL_ERRORS_H

#include <stddef.h>

#include "solve/normal.h"

/* The sum of (y - r.x)^2 over other observations y of rows r, of which the equations are given and the sum of y^2, x being the
   solution for each of n ridges, infinite where rounding leaves none: by the eigenvectors of the matrix, in 10 unknowns^3 operations and memory of five such
   matrices. Ends the program where there is no such memory. */
void normal_errors(const struct normal *e, const struct normal *other, double square, const double *ridge, size_t n,
                   double *error);

#endif
