#include "math/quantile.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void quantile_sort(double *x, size_t n)
{
    qsort(x, n, sizeof *x, compare);
}

double quantile_median(double *x, size_t n)
{
    quantile_sort(x, n);
    return x[n / 2];
}

double quantile_largest_but(double *x, size_t n, size_t part)
{
    quantile_sort(x, n);
    return x[n - 1 - n / part];
}
