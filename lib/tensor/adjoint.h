/* The adjoint of a group of many-body terms: from how a number changes with each bin to how it changes with the places of
   atoms, in one pass over the tuples. The derivative with respect to a tuple's weights and value comes from the transpose of
   the broadening. */
#ifndef MBTR_ADJOINT_H
#define MBTR_ADJOINT_H

#include "geometry/arms.h"
#include "geometry/batch.h"
#include "geometry/broadening.h"
#include "geometry/gradient.h"
#include "geometry/term_group.h"
#include "tensor/blocks.h"

struct adjoint;

/* Memory that serves many structures, of terms with this broadening. */
struct adjoint *adjoint_new(const struct term_group *g, const struct broadening *b);
void adjoint_free(struct adjoint *a);

/* slope: for each term, of the bins of blocks, the keys being those of batches; what has no block changes nothing. to: what
   adjoint_add adds to. */
void adjoint_begin(struct adjoint *a, const struct blocks *slope, struct gradient *to);

/* Adds what the tuples of a batch, with these arms, contribute. */
void adjoint_add(struct adjoint *a, const struct batch *b, const struct arms *arms);

#endif
