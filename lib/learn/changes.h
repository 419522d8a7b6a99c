/* How the tensors of a structure, or of its atoms, change with its coordinates. */
#ifndef MBTR_CHANGES_H
#define MBTR_CHANGES_H

#include <stddef.h>

#include "learn/observed.h"
#include "tensor/tensor_maker.h"

/* By each coordinate (tensor/representation.h, jacobian) those of the first tensor, then those of the second ... {0} at first. */
struct changes {
    size_t coordinates;
    struct tensor_list of;
};

/* Finds them, by the maker's memory of a thread. NULL, or a message to be freed. */
char *changes_find(struct changes *c, const struct observed *o, struct tensor_maker *maker, size_t thread);
void changes_free(struct changes *c);

#endif
