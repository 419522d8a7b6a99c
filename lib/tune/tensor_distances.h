/* How far apart the tensors of a data set are: of structures, or of atoms of one element. */
#ifndef MBTR_TENSOR_DISTANCES_H
#define MBTR_TENSOR_DISTANCES_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/structure.h"
#include "tensor/representation.h"

struct tensor_distances;

/* Those of n structures, or (atoms) those between two of their atoms of one element. Of an element's atoms at most 500 are
   taken, at random, the same in every run. A structure without a tensor ends the program, with its file and line. */
struct tensor_distances *tensor_distances_new(const struct representation *r, bool atoms, const struct structure *s, size_t n);
void tensor_distances_free(struct tensor_distances *d);

/* The median of all pairs, each term times its scale (nterms of them); 0 where most are alike, or where there is no pair. */
double tensor_distances_median(const struct tensor_distances *d, const double *scale);

#endif
