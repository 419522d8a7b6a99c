/* Weights on the tensor: a linear model in primal form. With a kernel that is linear in the tensors, k(x,y) = sum over
   terms t of c_t x_t.y_t (kernel/kernel.h), the prediction is sum_i alpha_i k(x_i,x) = w.x, w_t = c_t sum_i alpha_i
   x_it (C. Bishop, Pattern Recognition and Machine Learning, Springer, 2006, section 6.1): it needs no training
   structures and costs what reading the tensor costs. */
#ifndef MBTR_PRIMAL_WEIGHTS_H
#define MBTR_PRIMAL_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/panel_plan.h"
#include "stream/header.h"
#include "stream/reader.h"
#include "stream/writer.h"

/* Numbers for each bin of every block that a training structure has. */
struct primal_weights {
    struct header tensors;   /* what these are: recipe, terms, local (tensors of atoms are added up), species */
    struct panel_plan *plan; /* numbers the blocks; none has a place in a panel */
    size_t *first;           /* of each block, its first bin */
    size_t nbins;
    double *weight;    /* property, or property per atom, per unit of the bin */
    double *deviation; /* standard deviation of the bin over the training structures */
    size_t first_capacity, weight_capacity, deviation_capacity;
};

/* Without blocks; copies what the header tells of tensors. */
struct primal_weights *primal_weights_new(const struct header *tensors);
void primal_weights_free(struct primal_weights *w);

/* The number of a block, which is added with zeros where it is not known. */
size_t primal_weights_block(struct primal_weights *w, size_t term, const uint16_t *key);

/* w.x: blocks without weights count zero. */
double primal_weights_dot(const struct primal_weights *w, const struct tensor *x);

/* Adds a tensor, or how one changes, times the scales of terms, to a row of a number for each bin: blocks without weights, and
   terms whose scale is 0, are left out. */
void primal_weights_row(const struct primal_weights *w, const double *scale, const struct tensor *x, double *row);

/* The bins in the order in which they are written, and so in that of the same weights when they are read; to be freed. */
size_t *primal_weights_order(const struct primal_weights *w);

/* One number of each bin as a tensor, such as those of w->weight. */
void primal_weights_tensor(const struct primal_weights *w, const double *number, struct tensor *to);

/* Writes the records of a model with this header, and reads them. */
void primal_weights_write(const struct primal_weights *w, const struct header *h, struct writer *to);
struct primal_weights *primal_weights_read(struct reader *from);

#endif
