/* Streams as dense arrays in NumPy's format, each with a table of labels beside it. */
#ifndef MBTR_NPY_H
#define MBTR_NPY_H

#include "stream/reader.h"

/* Reads the rest of a stream and writes the array to path (NPY 1.0, float64, C order) and its labels to path.tsv, with
   the columns axis, index (from 0), id, term, block, start, stop; the last row, of axis "hash", has the XXH3 hash of the
   array's file as its id, so that both are known to be of one run.
   Tensors: a row per structure, a column per bin of every block that any of them holds, in the order of terms and keys.
   Kernels: the matrix, a symmetric one whole. Models: the vector of weights.
   Records are put aside in a temporary file (base/spool.h) until all are known; only a symmetric kernel is held in memory,
   which is compared with what there is before the first row is read. */
void npy_write(struct reader *from, const char *path);

#endif
