/* Tensors of several structures, by all threads. */
#ifndef MBTR_TENSOR_BATCH_H
#define MBTR_TENSOR_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/structure.h"
#include "tensor/representation.h"

struct tensor_batch;

/* For up to most structures at a time; the representation is borrowed. */
struct tensor_batch *tensor_batch_new(const struct representation *r, size_t most);
void tensor_batch_free(struct tensor_batch *b);

/* Builds the tensors of n structures, or (atoms) those of their atoms. One without a tensor ends the program, with its file and
   line. */
void tensor_batch_build(struct tensor_batch *b, bool atoms, const struct structure *s, size_t n);

/* That of structure i of those, or those of its atoms, valid until others are built. */
const struct tensor *tensor_batch_of(const struct tensor_batch *b, size_t i);

#endif
