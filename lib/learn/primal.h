/* Weights on the tensor from weights of training structures: a linear model's primal form from its dual. */
#ifndef MBTR_PRIMAL_H
#define MBTR_PRIMAL_H

#include "kernel/kernel.h"
#include "learn/primal_weights.h"
#include "learn/ridge.h"
#include "stream/reader.h"
#include "tensor/representation.h"

/* The weights of a fitted model, and the deviations. train: the tensors that its kernel was made of, read once and to
   the end; others are an error, which names name. k: linear, of this label, whose digest tells the tensors and the
   scales of the terms. */
struct primal_weights *primal_learn(struct reader *train, const char *name, const struct ridge *r, const struct kernel *k,
                                    const struct kernel_label *label, const struct representation *of);

#endif
