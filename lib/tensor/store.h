/* The blocks of one term of one structure while contributions come in. */
#ifndef MBTR_STORE_H
#define MBTR_STORE_H

#include <stdbool.h>

#include "geometry/batch.h"
#include "geometry/broadening.h"
#include "geometry/term.h"
#include "tensor/tensor.h"

struct store;

/* Memory that serves many structures, of a term with this broadening. */
struct store *store_new(const struct term *term, const struct broadening *b);
void store_free(struct store *s);

/* Empties the store. */
void store_reset(struct store *s);

/* Adds a batch's contributions, each to the block of its key. */
void store_add(struct store *s, const struct batch *b);

/* Writes the non-empty blocks, ascending keys. both: each tuple counts in both directions, else as it was added. */
void store_finish(struct store *s, bool both, struct blocks *to);

#endif
