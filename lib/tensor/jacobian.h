/* Derivatives of the blocks of a many-body term with respect to each place of an atom, and to the strain: what a block has of
   an atom is kept where the atom is in one of its tuples. */
#ifndef MBTR_JACOBIAN_H
#define MBTR_JACOBIAN_H

#include "geometry/arms.h"
#include "geometry/batch.h"
#include "geometry/broadening.h"
#include "geometry/term.h"
#include "tensor/blocks.h"

struct jacobian;

/* Memory that serves many structures, of a term with this broadening. */
struct jacobian *jacobian_new(const struct term *term, const struct broadening *b);
void jacobian_free(struct jacobian *j);

/* Takes all contributions out; the structure has so many atoms. */
void jacobian_begin(struct jacobian *j, size_t atoms);

/* Adds what the tuples of a batch, with these arms, contribute; by those of its weights that are the term's. */
void jacobian_add(struct jacobian *j, const struct batch *b, const double *weight, const struct arms *arms);

/* The derivatives of the blocks that accumulators hold with respect to a coordinate: 3 a + c is component c of atom a, and
   behind those of all atoms come the components of a strain. */
void jacobian_blocks(struct jacobian *j, size_t coordinate, struct blocks *to);

#endif
