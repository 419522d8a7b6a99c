/* Vectors of three numbers. */
#ifndef MBTR_VECTOR_H
#define MBTR_VECTOR_H

static inline double vector_dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline void vector_cross(double to[3], const double a[3], const double b[3])
{
    to[0] = a[1] * b[2] - a[2] * b[1];
    to[1] = a[2] * b[0] - a[0] * b[2];
    to[2] = a[0] * b[1] - a[1] * b[0];
}

static inline void vector_add_multiple(double to[3], double m, const double a[3])
{
    for (int c = 0; c < 3; c++)
        to[c] += m * a[c];
}

#endif
