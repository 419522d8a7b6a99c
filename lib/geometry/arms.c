#include "geometry/arms.h"

#include <math.h>

#include "math/vector.h"

void arms_keep(struct arms *a, unsigned body, const uint16_t *chosen, size_t n)
{
    for (unsigned arm = 0; arm < arms_of(body); arm++)
        for (size_t i = 0; i < n; i++) {
            a->from[arm][i] = a->from[arm][chosen[i]];
            a->to[arm][i] = a->to[arm][chosen[i]];
            for (unsigned c = 0; c < 3; c++)
                a->vector[arm][c][i] = a->vector[arm][c][chosen[i]];
        }
}

static void vector_of(const struct arms *a, unsigned arm, size_t i, double to[3])
{
    for (unsigned c = 0; c < 3; c++)
        to[c] = a->vector[arm][c][i];
}

/* The angle at the vertex: dot is a.c, cross2 its |a x c|^2, and the third edge is that from a to c. */
static void add_triangle(const struct batch *b, size_t i, const struct tuple_slopes *s, const double a[3], const double c[3],
                         double to_a[3], double to_c[3])
{
    double third = s->edge[2][i] / b->edge[2][i], dot = s->dot[i], cross = 2 * s->cross2[i];
    double aa = vector_dot(a, a), cc = vector_dot(c, c), ac = b->dot[i];
    vector_add_multiple(to_a, third + cross * cc, a);
    vector_add_multiple(to_a, dot - third - cross * ac, c);
    vector_add_multiple(to_c, third + cross * aa, c);
    vector_add_multiple(to_c, dot - third - cross * ac, a);
}

/* The dihedral: with n = a x b and m = c x b, dot is n.m, and cross2 the square of |b| a.m. */
static void add_dihedral(const struct batch *b, size_t i, const struct tuple_slopes *s, const double a[3], const double mid[3],
                         const double c[3], double to[3][3])
{
    double n[3], m[3], v[3], length = b->edge[1][i];
    vector_cross(n, a, mid);
    vector_cross(m, c, mid);
    double volume = vector_dot(a, m), cross = 2 * s->cross2[i] * length * volume;
    vector_cross(v, mid, m);
    vector_add_multiple(to[0], s->dot[i], v);
    vector_cross(v, mid, n);
    vector_add_multiple(to[2], s->dot[i], v);
    vector_cross(v, m, a);
    vector_add_multiple(to[1], s->dot[i], v);
    vector_cross(v, n, c);
    vector_add_multiple(to[1], s->dot[i], v);

    vector_add_multiple(to[0], cross * length, m);
    vector_cross(v, mid, a);
    vector_add_multiple(to[2], cross * length, v);
    vector_cross(v, a, c);
    vector_add_multiple(to[1], cross * length, v);
    vector_add_multiple(to[1], cross * volume / length, mid);
}

void arms_gradient(const struct arms *a, const struct batch *b, unsigned body, const struct tuple_slopes *s,
                   double to[ARMS_MAX][3][BATCH])
{
    for (size_t i = 0; i < b->n; i++) {
        double arm[ARMS_MAX][3] = {0}, sum[ARMS_MAX][3] = {0};
        for (unsigned k = 0; k < arms_of(body); k++) {
            vector_of(a, k, i, arm[k]);
            vector_add_multiple(sum[k], s->edge[k][i] / b->edge[k][i], arm[k]);
        }
        if (body == 3)
            add_triangle(b, i, s, arm[0], arm[1], sum[0], sum[1]);
        if (body == 4)
            add_dihedral(b, i, s, arm[0], arm[1], arm[2], sum);
        for (unsigned k = 0; k < arms_of(body); k++)
            for (unsigned c = 0; c < 3; c++)
                to[k][c][i] = sum[k][c];
    }
}

void arms_add(const struct arms *a, size_t n, unsigned body, double by_arm[ARMS_MAX][3][BATCH], struct gradient *to)
{
    for (unsigned k = 0; k < arms_of(body); k++)
        for (size_t i = 0; i < n; i++)
            for (unsigned c = 0; c < 3; c++) {
                double g = by_arm[k][c][i];
                to->atom[a->to[k][i]][c] += g;
                to->atom[a->from[k][i]][c] -= g;
                for (unsigned d = 0; d < 3; d++)
                    to->strain[c][d] += g * a->vector[k][d][i];
            }
}
