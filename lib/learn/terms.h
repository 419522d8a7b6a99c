/* Kernels of structures whose terms' triangles are at hand (learn/triangles.h). */
#ifndef MBTR_TERMS_H
#define MBTR_TERMS_H

#include <stddef.h>

#include "learn/kernel.h"

/* What a part of the kernel is computed from: the sum over terms of weight times triangle. */
struct terms_sum {
    size_t n;
    const double **triangle;
    double *weight;
};

/* The kernel of a structure with n others, to[0..n-1]; sum: one for each part of the kernel, memory for n numbers. */
void terms_kernel(const struct terms_sum *sum, const struct kernel *k, size_t structure, const size_t *other, size_t n,
                  double *memory, double *to);

#endif
