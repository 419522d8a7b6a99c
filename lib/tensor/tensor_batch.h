/* Tensors of several structures, by all threads. */
#ifndef MBTR_TENSOR_BATCH_H
#define MBTR_TENSOR_BATCH_H

#include <stddef.h>

#include "structure/structure.h"
#include "tensor/representation.h"

struct tensor_batch;

/* For up to most structures at a time; the representation is borrowed. */
struct tensor_batch *tensor_batch_new(const struct representation *r, size_t most);
void tensor_batch_free(struct tensor_batch *b);

/* The tensors of n structures, valid until the next call. One without a tensor ends the program, with its file and line. */
const struct tensor *tensor_batch_build(struct tensor_batch *b, const struct structure *s, size_t n);

#endif
