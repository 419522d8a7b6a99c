/* The assignment of rows to columns of a matrix that costs least. */
#ifndef MBTR_ASSIGNMENT_H
#define MBTR_ASSIGNMENT_H

#include <stddef.h>
#include <stdint.h>

/* cost: n x n, row after row; to[column]: the row that it gets. n^3 operations (R. Jonker, A. Volgenant, Computing 38, 325,
   1987: shortest augmenting paths). */
void assignment_find(const double *cost, size_t n, uint16_t *to);

#endif
