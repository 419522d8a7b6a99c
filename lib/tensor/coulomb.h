/* Coulomb matrices and bag of bonds: the representations that many-body tensors are compared with, in the same
   block-sparse form. Each number is a block of one bin, so that what one structure lacks of another is zero: the
   padding of the literature, without a size that must be known beforehand.

   M. Rupp, A. Tkatchenko, K.-R. Mueller, O. A. von Lilienfeld, Phys. Rev. Lett. 108, 058301 (2012):
       C[i][i] = 0.5 Z_i^2.4, C[i][j] = Z_i Z_j / d_ij, d in angstrom.
   K. Hansen et al., J. Phys. Chem. Lett. 6, 2326 (2015): its numbers in bags, one per pair of elements. */
#ifndef MBTR_COULOMB_H
#define MBTR_COULOMB_H

#include <stdbool.h>

#include "tensor/blocks.h"
#include "tensor/representation.h"

/* Its row of representation_table; a term is one of the matrices below. */
extern const struct representation_row coulomb_row;

struct coulomb_work; /* memory of one thread */

struct matrix_row {
    const char *name;
    unsigned entries; /* of a key */
    bool by_place;    /* keys are places of atoms in the structure, so that species: atom makes sense */
    const char *(*build)(struct coulomb_work *w, struct blocks *to); /* NULL or a message */
    /* How the number of two atoms changes with their distance; NULL: numbers change places, and have no derivatives. */
    double (*slope)(const struct coulomb_work *w, size_t i, size_t j);
    const char *key; /* what its entries are */
    const char *doc;
};

/* A term of a representation that is of this row. */
struct matrix_term {
    double scale;
    const struct matrix_row *matrix;
};

/* Ends with a row without name. */
extern const struct matrix_row matrix_table[];

#endif
