/* Kernel functions (a table) and the recipe's kernel section. x and y are tensors with the scale of each term applied. */
#ifndef MBTR_KERNEL_H
#define MBTR_KERNEL_H

#include <stddef.h>

/* What a kernel function is computed from. */
enum measure {
    MEASURE_DOT,    /* x.y */
    MEASURE_SQUARE, /* |x-y|^2 */
    MEASURE_ABS,    /* |x-y|_1 */
};

struct kernel_row {
    const char *name;
    enum measure measure;
    void (*apply)(size_t n, double *values, double sigma); /* measure to kernel, in place */
    const char *doc;
};

/* Ends with a row without name. The first row is the default. */
extern const struct kernel_row kernel_table[];

struct kernel {
    const struct kernel_row *function;
    double sigma;
};

#endif
