/* The median and other quantiles. */
#ifndef MBTR_QUANTILE_H
#define MBTR_QUANTILE_H

#include <stddef.h>

/* Sorts n numbers, the smallest first. */
void quantile_sort(double *x, size_t n);

/* The middle one of n > 0 numbers, which it sorts; of an even number the larger of both in the middle. */
double quantile_median(double *x, size_t n);

/* The largest of n > 0 numbers, which it sorts, when the n / part largest are left out. */
double quantile_largest_but(double *x, size_t n, size_t part);

#endif
