/* The lower triangle of a matrix, its diagonal included, row by row. */
#ifndef MBTR_TRIANGLE_H
#define MBTR_TRIANGLE_H

#include <stddef.h>

/* Where row i begins, and so how many numbers the triangle of i rows has. The caller sees to it that i (i+1) fits. */
static inline size_t triangle_row(size_t i)
{
    return i * (i + 1) / 2;
}

#endif
