/* Forces on the atoms of a structure, and its stress, as they are learned: from its vectors and tensors, which are read where
   structure_options ask for them. Errors end the program and name file and line. */
#ifndef MBTR_FORCES_H
#define MBTR_FORCES_H

#include <stdbool.h>

#include "structure/structure.h"

/* The vectors of this name, one for each atom, in the unit of the file, an energy per angstrom. One that lacks, or is beyond
   NUMBER_MAX, is an error. */
void forces_of_atoms(const struct structure *s, const char *name, double (*to)[3]);

/* The stress, (1/V) dE/dstrain as ASE has it, from the tensor of this name; a tensor whose name has "virial" in it, in any
   case, is -V times the stress. False where the structure is not periodic in three directions, for there is no volume; else
   one that lacks, is beyond NUMBER_MAX, or is not symmetric is an error. */
bool forces_stress(const struct structure *s, const char *name, double to[3][3]);

#endif
