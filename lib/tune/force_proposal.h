/* A first recipe for forces of crystals: crystals-forces, its lengths and noises scaled by what the data are. */
#ifndef MBTR_FORCE_PROPOSAL_H
#define MBTR_FORCE_PROPOSAL_H

#include <stddef.h>

#include "base/output.h"
#include "structure/structure.h"
#include "tune/survey.h"

/* Writes the recipe as YAML, from a sample of n structures, read with their vectors, and a survey of all. Lengths are those that
   suit copper and gold, times the typical cube root of the volume per atom over theirs; the kernel is three times as wide as atoms
   of one element are typically apart; noises are relative to the forces: a hundredth of these, and what comes of that by a
   hundredth of an angstrom for energies per atom and by half an angstrom for the virial. Data without crystals, or without forces,
   end the program. */
void force_proposal_print(const struct structure *sample, size_t n, const struct survey *survey, struct output *out);

#endif
