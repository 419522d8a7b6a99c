/* Square matrices in memory, row after row. */
#ifndef MBTR_SQUARE_H
#define MBTR_SQUARE_H

#include <stddef.h>

/* Numbers from one row to the next in a matrix of n rows: a multiple of 8 that is not one of a memory page. */
size_t square_stride(size_t n);

size_t square_bytes(size_t n);

/* Uninitialised; freed by free(). */
double *square_new(size_t n);

#endif
