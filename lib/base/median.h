/* The median. */
#ifndef MBTR_MEDIAN_H
#define MBTR_MEDIAN_H

#include <stddef.h>

/* The middle one of n > 0 numbers, which it sorts; of an even number the larger of both in the middle. */
double median(double *x, size_t n);

#endif
