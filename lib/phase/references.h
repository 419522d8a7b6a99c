/* References: the energies per atom of pure elements, from which formation energies are counted. */
#ifndef MBTR_REFERENCES_H
#define MBTR_REFERENCES_H

#include "phase/composition.h"
#include "structure/element.h"

/* From "Ag=-2.7,Pd=-5.2", or "0" for zero of every element, to those of each atomic number; NAN where none is given, as
   for NULL. The text is cut into its parts. Another one is wrong usage. */
void references_parse(char *list, double given[ELEMENT_MAX + 1]);

/* Those of the elements of x: what is given for the atomic number, else the lowest energy per atom, one for each
   composition, of the pure ones; INFINITY takes no part. Elements without any are named in an error, after the name of
   the file where that is not NULL. Free it. */
double *references_find(const struct compositions *x, const double *energy, const double given[ELEMENT_MAX + 1],
                        const char *file);

#endif
