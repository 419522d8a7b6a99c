/* The space group of a crystal: found by spglib (A. Togo, I. Tanaka, arXiv:1808.01590), imposed on its geometry and on vectors at
   its atoms. All is done in the primitive cell, so that a supercell keeps what its cell does, whatever its shape. */
#ifndef MBTR_SPACE_GROUP_H
#define MBTR_SPACE_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "math/matrix3.h"
#include "structure/structure.h"

struct space_group {
    int number; /* of International Tables, 1 to 230; 0: none is found */
    size_t atoms, sites, operations;
    size_t *site;             /* of each atom: which one of the primitive cell it is */
    size_t *image;            /* of each operation and site: the site where it goes */
    struct matrix3 *rotation; /* of each operation, in space */
    double (*mean)[3], (*turned)[3];
};

/* Finds the group that *s, which repeats in three directions, has where places may be off by the tolerance, in angstrom; and moves
   atoms and lattice vectors, by about as much, to where it has it exactly. False, with *s as it was, where spglib finds none; to be
   freed then too. */
bool space_group_find(struct space_group *g, struct structure *s, double tolerance);
void space_group_free(struct space_group *g);

/* Replaces vectors at the atoms, and a matrix, by the mean of what the operations make of them: a + a' R^T of each a, R m R^T
   of the matrix. This is the part of slopes that keeps the group. */
void space_group_average(struct space_group *g, double (*vector)[3], double (*matrix)[3]);

#endif
