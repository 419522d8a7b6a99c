/* The blocks of a group of terms of one structure while contributions come in. */
#ifndef MBTR_ACCUMULATOR_H
#define MBTR_ACCUMULATOR_H

#include <stdbool.h>

#include "geometry/batch.h"
#include "geometry/broadening.h"
#include "geometry/term_group.h"
#include "tensor/tensor.h"

struct accumulator;

/* Memory that serves many structures, of terms with this broadening. */
struct accumulator *accumulator_new(const struct term_group *g, const struct broadening *b);
void accumulator_free(struct accumulator *s);

/* Takes all contributions out. */
void accumulator_reset(struct accumulator *s);

/* Adds a batch's contributions, each to the block of its key. */
void accumulator_add(struct accumulator *s, const struct batch *b);

/* Writes the non-empty blocks of a term of the group, ascending keys. both: each tuple counts in both directions, else as it
   was added. */
void accumulator_finish(struct accumulator *s, size_t term, bool both, struct blocks *to);

#endif
