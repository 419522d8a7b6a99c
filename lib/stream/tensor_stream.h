/* Structures in, tensor records out: in parallel, in order, in constant memory. */
#ifndef MBTR_TENSOR_STREAM_H
#define MBTR_TENSOR_STREAM_H

#include "stream/header.h"
#include "structure/xyz.h"
#include "tensor/tensor.h"

/* What makes tensors: each thread works with memory of its own. build returns NULL or a message about the structure; it
   fills one tensor, or one per atom if local. */
struct builder {
    const void *shared;
    void *(*work_new)(const void *shared);
    void (*work_free)(void *work);
    const char *(*build)(void *work, const struct structure *s, struct tensor *to);
    bool local;
    bool same_atoms; /* all structures must have the same atoms in the same order; the header tells which */
};

/* Reads all structures, builds their tensors and writes them to path (NULL: standard output). A structure that cannot
   be built ends the program with its file and line. */
void tensor_stream_write(struct xyz *from, const struct builder *b, struct header *h, const char *path);

#endif
