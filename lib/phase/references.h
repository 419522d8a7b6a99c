/* Energies per atom of pure elements, as an option gives them. */
#ifndef MBTR_REFERENCES_H
#define MBTR_REFERENCES_H

#include "structure/element.h"

/* From "Ag=-2.7,Pd=-5.2", or "0" for zero of every element, to those of each atomic number; NAN where none is given, as
   for NULL. The text is cut into its parts. Another one is wrong usage. */
void references_parse(char *list, double given[ELEMENT_MAX + 1]);

#endif
