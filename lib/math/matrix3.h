/* Matrices of three by three numbers. */
#ifndef MBTR_MATRIX3_H
#define MBTR_MATRIX3_H

#include <string.h>

#include "math/vector.h"

struct matrix3 {
    double at[3][3];
};

/* From nine numbers, row by row. */
static inline struct matrix3 matrix3_of(const double *x)
{
    struct matrix3 m;
    memcpy(m.at, x, sizeof m.at);
    return m;
}

static inline struct matrix3 matrix3_product(const struct matrix3 *a, const struct matrix3 *b)
{
    struct matrix3 m = {0};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            vector_add_multiple(m.at[i], a->at[i][k], b->at[k]);
    return m;
}

static inline struct matrix3 matrix3_transpose(const struct matrix3 *a)
{
    struct matrix3 m;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            m.at[i][k] = a->at[k][i];
    return m;
}

/* Its mean with its transpose. */
static inline struct matrix3 matrix3_symmetric(const struct matrix3 *a)
{
    struct matrix3 m;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            m.at[i][k] = 0.5 * (a->at[i][k] + a->at[k][i]);
    return m;
}

static inline void matrix3_turn(double to[3], const struct matrix3 *m, const double x[3])
{
    for (int i = 0; i < 3; i++)
        to[i] = vector_dot(m->at[i], x);
}

static inline double matrix3_determinant(const struct matrix3 *m)
{
    double across[3];
    vector_cross(across, m->at[1], m->at[2]);
    return vector_dot(m->at[0], across);
}

static inline struct matrix3 matrix3_inverse(const struct matrix3 *m)
{
    struct matrix3 inverse;
    double column[3], by = 1 / matrix3_determinant(m);
    for (int k = 0; k < 3; k++) {
        vector_cross(column, m->at[(k + 1) % 3], m->at[(k + 2) % 3]);
        for (int i = 0; i < 3; i++)
            inverse.at[i][k] = by * column[i];
    }
    return inverse;
}

#endif
