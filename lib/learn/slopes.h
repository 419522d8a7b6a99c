/* What a model that predicts from structures by a kernel holds (learn/slope_function.h): training tensors, of structures or of
   atoms, and how the energy changes with each, as tensors, or the weight of each. */
#ifndef MBTR_SLOPES_H
#define MBTR_SLOPES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "learn/ridge.h"
#include "stream/header.h"
#include "stream/reader.h"
#include "stream/writer.h"
#include "tensor/representation.h"
#include "tensor/tensor.h"

struct slopes {
    struct header tensors; /* what these are */
    size_t n;
    char **id;
    size_t *atom;         /* of tensors of atoms: its number in its structure, from 1; else 0 */
    unsigned *element;    /* that an environment is of, whose atoms alone are compared with it; 0: any */
    struct tensor *x;     /* as they are computed, without scales */
    struct tensor *slope; /* by tensors times their scales; NULL where the model has weights of training structures ... */
    double *alpha;        /* ... in their place, else NULL */
};

/* Empty; copies what the header tells of tensors. weighted: with weights in the place of slopes. */
struct slopes *slopes_new(const struct header *tensors, size_t n, bool weighted);
void slopes_free(struct slopes *s);

/* Those of a fitted model with weights; tensors of atoms have those of their structures, where the kernel is of these. train: the
   tensors that the kernel, of this label, was made of, read to the end; others are an error, which names name. of: their
   representation. */
struct slopes *slopes_learn(struct reader *train, const char *name, const struct ridge *r, const struct kernel *k,
                            const struct kernel_label *label, const struct representation *of);

/* Writes the records of a model with this header, and reads them. */
void slopes_write(const struct slopes *s, const struct header *h, struct writer *to);
struct slopes *slopes_read(struct reader *from);

#endif
