#include "learn/kernel.h"

#include <math.h>

#include "base/elementary.h"
#include "base/threads.h"

static void linear(size_t n, double *values, double sigma)
{
    (void)n;
    (void)values;
    (void)sigma;
}

MANY_TARGETS static void gaussian(size_t n, double *values, double sigma)
{
    for (size_t i = 0; i < n; i++)
        values[i] = elementary_exp(-values[i] / (2 * sigma * sigma));
}

MANY_TARGETS static void laplacian(size_t n, double *values, double sigma)
{
    for (size_t i = 0; i < n; i++)
        values[i] = elementary_exp(-values[i] / sigma);
}

const struct kernel_row kernel_table[] = {
    {"linear", MEASURE_DOT, linear, "x.y"},
    {"gaussian", MEASURE_SQUARE, gaussian, "exp(-|x-y|^2/(2 sigma^2))"},
    {"laplacian", MEASURE_ABS, laplacian, "exp(-|x-y|_1/sigma)"},
    {0},
};
