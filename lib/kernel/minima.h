/* Sums of minima, from which the distances |x-y|_1 = sum of x + y - 2 min(x, y) follow. */
#ifndef MBTR_MINIMA_H
#define MBTR_MINIMA_H

#include <stddef.h>

/* to[i * ld + j] = sum over k of min(a[i * width + k], b[j * width + k]), for i < na and j < nb; sums run in the order
   of k, whatever the processor's vectors. Those with j > i + lower need not be computed; lower >= nb: all are. */
void minima(const double *a, size_t na, const double *b, size_t nb, size_t width, size_t lower, double *to, size_t ld);

#endif
