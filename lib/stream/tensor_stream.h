/* Structures in, tensor records out: in parallel, in order, in constant memory. */
#ifndef MBTR_TENSOR_STREAM_H
#define MBTR_TENSOR_STREAM_H

#include <stdbool.h>

#include "structure/structure_reader.h"
#include "tensor/representation.h"

/* What is learned of structures beside properties, so that their records carry them: names of their forces and stress as
   structure/forces.h has them; NULL: none. The reader is to have been opened for vectors. */
struct tensor_stream_labels {
    const char *forces, *stress;
};

/* Reads all structures, builds their tensors, or those of their atoms of these elements, and writes them to path (NULL:
   standard output). by and recipe are for the header; atoms NULL: tensors are of structures. A structure that has none ends the
   program with its file and line, as does one that lacks what labels name. */
void tensor_stream_write(struct structure_reader *from, const struct representation *r, const struct element_set *atoms,
                         const struct tensor_stream_labels *labels, const char *path, const char *by, const char *recipe);

#endif
