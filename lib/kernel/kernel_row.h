/* Kernels of structures whose terms' triangles are at hand (kernel/term_matrices.h). */
#ifndef MBTR_KERNEL_ROW_H
#define MBTR_KERNEL_ROW_H

#include <stddef.h>

#include "kernel/kernel.h"

/* What a part of the kernel is computed from: the sum over terms of weight times triangle. */
struct kernel_row_sum {
    size_t n;
    const double **triangle;
    double *weight;
};

/* A kernel of structures, and a sum for each of its parts, borrowed. */
struct kernel_rows {
    struct kernel kernel;
    const struct kernel_row_sum *sum;
};

/* The kernel of a structure with n others, to[0..n-1]; memory for n numbers. */
void kernel_row(const struct kernel_rows *k, size_t structure, const size_t *other, size_t n, double *memory, double *to);

#endif
