/* What makes the tensors of a representation: what its threads share, and the memory that each works in. */
#ifndef MBTR_TENSOR_MAKER_H
#define MBTR_TENSOR_MAKER_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/structure.h"
#include "tensor/representation.h"

struct tensor_maker;

/* For n threads; the representation is borrowed, and must stay until the maker is freed. */
struct tensor_maker *tensor_maker_new(const struct representation *r, size_t n);
void tensor_maker_free(struct tensor_maker *m);

/* The structure's tensor into *to, or (atoms) those of its atoms, as many as it has, by the memory of a thread, numbers from
   0. Returns NULL, or a message about the structure that is valid until the next call of the same thread: so where its work
   would take more than a thread's share of the memory there was when the maker was made. */
const char *tensor_maker_build(struct tensor_maker *m, size_t thread, bool atoms, const struct structure *s, struct tensor *to);

/* The derivatives of the structure's tensor (tensor/representation.h, jacobian), 3 times its atoms and STRAINS tensors; or
   (atoms) as many of each of its atoms. Messages as above; what has no derivatives is one. */
const char *tensor_maker_jacobian(struct tensor_maker *m, size_t thread, bool atoms, const struct structure *s,
                                  struct tensor *to);

/* From how a number changes with each bin of the tensor, or (atoms) of those of the atoms, to how it changes with the places of
   atoms and strain (geometry/gradient.h), into *to. Messages as above; what has no derivatives is one. */
const char *tensor_maker_adjoint(struct tensor_maker *m, size_t thread, bool atoms, const struct structure *s,
                                 const struct tensor *slope, struct gradient *to);

#endif
