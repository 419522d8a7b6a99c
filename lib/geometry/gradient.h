/* Derivatives of a number with respect to the places of a structure's atoms, and to the strain of the whole: the matrix e for
   which each place and lattice vector x becomes (1 + e) x. */
#ifndef MBTR_GRADIENT_H
#define MBTR_GRADIENT_H

#include <stddef.h>

/* The components xx, yy, zz, yz, xz, xy of what is symmetric, such as strain and stress; and the rows and columns of each. */
enum { STRAINS = 6 };
extern const unsigned gradient_row[STRAINS], gradient_column[STRAINS];

struct gradient {
    size_t atoms;
    double (*atom)[3]; /* per angstrom */
    double strain[3][3];
    size_t capacity;
};

/* Makes it zero, for so many atoms; keeps its memory ({0} at first). */
void gradient_reset(struct gradient *g, size_t atoms);
void gradient_free(struct gradient *g);

/* The derivative with respect to a coordinate: 3 a + c that of an atom's place, behind those of all atoms one of the strain. */
double gradient_by(const struct gradient *g, size_t coordinate);

#endif
