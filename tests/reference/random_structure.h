/* Random molecules and cells for the drivers of tests/unit, by drand48. */
#ifndef REFERENCE_RANDOM_STRUCTURE_H
#define REFERENCE_RANDOM_STRUCTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/structure.h"

double random_uniform(double low, double high);

/* Atoms at least 0.7 angstrom apart in a box of 4 angstrom, partly outside the cell. A direction repeats where its bit is set in
   periodic; no two images are closer than 0.5 angstrom. */
struct structure random_structure(size_t atoms, unsigned periodic);

#endif
