/* Predictions in structures beside what they are held against, as structure/xyz_frame.h writes them: energy and ref_energy,
   forces and ref_forces, stress and ref_stress, or any other NAME and ref_NAME. Structures must be read with vectors
   (structure/structure_options.h). */
#ifndef MBTR_REFERENCE_PAIRS_H
#define MBTR_REFERENCE_PAIRS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "structure/structure.h"

/* A property of the structure, a vector of each of its atoms, or a tensor. */
enum reference_kind { REFERENCE_PROPERTY, REFERENCE_VECTORS, REFERENCE_TENSOR };

/* A quantity of a structure, predicted and as it should be. {0} at first; memory is used again. */
struct reference_pairs {
    enum reference_kind kind;
    const char *name;              /* of the prediction, borrowed from the structure */
    size_t rows, columns;          /* 1 x 1; atoms x 3; 1 x 6: xx yy zz yz xz xy */
    double *reference, *predicted; /* row by row; a row whose reference lacks, or a part of it, is NAN in both */
    size_t capacity[2];
};

/* The next quantity of a structure that has a reference, of this name, NULL: of any; false when there is none. *place is 0
   for the first. Errors end the program and name file and line: a reference without prediction, or a number beyond
   NUMBER_MAX. */
bool reference_pairs_next(struct reference_pairs *p, const struct structure *s, const char *name, size_t *place);
void reference_pairs_free(struct reference_pairs *p);

/* The length of a row, of a tensor that of all nine components; of a property its magnitude. */
double reference_pairs_norm(enum reference_kind kind, const double *row);

/* Appends the unit of a quantity, where that of an energy is given: forces are this by an angstrom, stress by its cube. It is
   for a picture, or else of ASCII. */
void reference_pairs_unit(const char *name, const char *energy, bool picture, struct bytes *to);

/* Ends the program: no structure of this input has a reference of that name, NULL: of any. */
_Noreturn void reference_pairs_lack(const char *input, const char *name);

#endif
