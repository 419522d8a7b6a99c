/* A first recipe for a data set: one that came along, with the numbers that follow from the data. */
#ifndef MBTR_PROPOSAL_H
#define MBTR_PROPOSAL_H

#include <stdbool.h>

#include "base/output.h"
#include "structure/structure.h"
#include "tune/survey.h"

struct proposal;

struct proposal *proposal_new(void);
void proposal_free(struct proposal *p);

/* Takes one more structure in. Those of a random sample, the same in every run, are kept; *s then gets the memory of
   another. */
void proposal_add(struct proposal *p, struct structure *s);

/* Writes the recipe as YAML, from the sample and a survey of all structures; its kernel is one of atoms where these are asked
   for. A data set without distances ends the program. */
void proposal_print(const struct proposal *p, const struct survey *survey, bool atoms, struct output *out);

/* The same for energies and forces of crystals; the sample is to have been read with vectors. Data without forces end the
   program. */
void proposal_print_forces(const struct proposal *p, const struct survey *survey, struct output *out);

#endif
