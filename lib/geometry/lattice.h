/* The lattice of a structure's periodic directions, reduced. */
#ifndef MBTR_LATTICE_H
#define MBTR_LATTICE_H

#include <stdbool.h>

struct lattice {
    unsigned n;          /* periodic directions, 0 to 3 */
    double vector[3][3]; /* the first n rows: reduced lattice vectors, angstrom */
    double dual[3][3];   /* their dual basis in the space they span: dual[i].vector[j] is 1 for i = j, else 0 */
};

/* Reduces the rows of cell whose pbc is set, in the sense of Minkowski: no vector can be made shorter by adding others
   (I. Semaev, LNCS 2146, 181, 2001). The rows must be linearly independent. */
void lattice_reduce(struct lattice *l, double const cell[3][3], bool const pbc[3]);

#endif
