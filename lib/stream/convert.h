/* Structures in, tensor records out: in parallel, in order, in constant memory. */
#ifndef MBTR_CONVERT_H
#define MBTR_CONVERT_H

#include "stream/stream.h"
#include "tensor/tensor.h"
#include "text/xyz.h"

/* What makes tensors: each thread works with memory of its own. build returns NULL or a message about the structure. */
struct builder {
    const void *shared;
    void *(*work_new)(const void *shared);
    void (*work_free)(void *work);
    const char *(*build)(void *work, const struct structure *s, struct tensor *to);
};

/* Reads all structures, builds their tensors and writes them. A structure that cannot be built ends the program with
   its file and line. */
void convert(struct xyz *from, const struct builder *b, const struct header *h, struct writer *to);

#endif
