#include "geometry/arms.h"

#include <math.h>

#include "base/threads.h"
#include "math/vector.h"

enum { SUMS = 8 };

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

MANY_TARGETS static void of_pairs(const struct arms *a, const struct batch *b, const struct tuple_slopes *s,
                                  double to[ARMS_MAX][3][BATCH])
{
    for (size_t i = 0; i < b->n; i++) {
        double along = s->edge[0][i] / b->edge[0][i];
        for (unsigned c = 0; c < 3; c++)
            to[0][c][i] = along * a->vector[0][c][i];
    }
}

/* to = x times one + y times other, one component of an arm after the other. */
MANY_TARGETS static void combine(const double one[3][BATCH], const double *restrict x, const double other[3][BATCH],
                                 const double *restrict y, size_t n, double to[3][BATCH])
{
    for (unsigned c = 0; c < 3; c++) {
        const double *p = one[c], *q = other[c];
        double *restrict sum = to[c];
        for (size_t i = 0; i < n; i++)
            sum[i] = x[i] * p[i] + y[i] * q[i];
    }
}

/* The angle at the vertex: dot is a.c, cross2 its |a x c|^2, and the third edge is that from a to c. */
MANY_TARGETS static void along_arms(const struct batch *b, const struct tuple_slopes *s, double *restrict first,
                                    double *restrict second, double *restrict other)
{
    for (size_t i = 0; i < b->n; i++) {
        double third = s->edge[2][i] / b->edge[2][i], cross = 2 * s->cross2[i];
        double aa = b->edge[0][i] * b->edge[0][i], cc = b->edge[1][i] * b->edge[1][i];
        first[i] = s->edge[0][i] / b->edge[0][i] + third + cross * cc;
        second[i] = s->edge[1][i] / b->edge[1][i] + third + cross * aa;
        other[i] = s->dot[i] - third - cross * b->dot[i];
    }
}

static void of_triples(const struct arms *a, const struct batch *b, const struct tuple_slopes *s, double to[ARMS_MAX][3][BATCH])
{
    double first[BATCH], second[BATCH], other[BATCH];
    along_arms(b, s, first, second, other);
    combine(a->vector[0], first, a->vector[1], other, b->n, to[0]);
    combine(a->vector[1], second, a->vector[0], other, b->n, to[1]);
}

static void of_chains(const struct arms *a, const struct batch *b, const struct tuple_slopes *s, double to[ARMS_MAX][3][BATCH])
{
    for (size_t i = 0; i < b->n; i++) {
        double arm[ARMS_MAX][3] = {0}, sum[ARMS_MAX][3] = {0};
        for (unsigned k = 0; k < ARMS_MAX; k++) {
            vector_of(a, k, i, arm[k]);
            vector_add_multiple(sum[k], s->edge[k][i] / b->edge[k][i], arm[k]);
        }
        add_dihedral(b, i, s, arm[0], arm[1], arm[2], sum);
        for (unsigned k = 0; k < ARMS_MAX; k++)
            for (unsigned c = 0; c < 3; c++)
                to[k][c][i] = sum[k][c];
    }
}

void arms_gradient(const struct arms *a, const struct batch *b, unsigned body, const struct tuple_slopes *s,
                   double to[ARMS_MAX][3][BATCH])
{
    if (body == 2)
        of_pairs(a, b, s, to);
    if (body == 3)
        of_triples(a, b, s, to);
    if (body == 4)
        of_chains(a, b, s, to);
}

/* The sum of n products, in SUMS sums so that the loop is one of vectors. */
MANY_TARGETS static double product(const double *x, const double *y, size_t n)
{
    double sum[SUMS] = {0}, total = 0;
    size_t i = 0;
    for (; i + SUMS <= n; i += SUMS)
        for (size_t l = 0; l < SUMS; l++)
            sum[l] += x[i + l] * y[i + l];
    for (; i < n; i++)
        total += x[i] * y[i];
    for (size_t l = 0; l < SUMS; l++)
        total += sum[l];
    return total;
}

/* Where the next tuples have the same atom there, their derivatives are added up first: sums that follow each other in memory
   would wait for each other. */
static void add_to_atoms(const uint32_t *atom, double by[3][BATCH], double sign, size_t n, double (*to)[3])
{
    for (size_t i = 0, first; i < n;) {
        double x = 0, y = 0, z = 0;
        for (first = i; i < n && atom[i] == atom[first]; i++) {
            x += by[0][i];
            y += by[1][i];
            z += by[2][i];
        }
        double *at = to[atom[first]];
        at[0] += sign * x;
        at[1] += sign * y;
        at[2] += sign * z;
    }
}

/* What no turn of the whole changes has a symmetric derivative with respect to strain. */
void arms_add(const struct arms *a, size_t n, unsigned body, double by_arm[ARMS_MAX][3][BATCH], struct gradient *to)
{
    double strain[3][3] = {{0}};
    for (unsigned k = 0; k < arms_of(body); k++) {
        add_to_atoms(a->to[k], by_arm[k], 1, n, to->atom);
        add_to_atoms(a->from[k], by_arm[k], -1, n, to->atom);
        for (unsigned c = 0; c < 3; c++)
            for (unsigned d = c; d < 3; d++)
                strain[c][d] += product(by_arm[k][c], a->vector[k][d], n);
    }
    for (unsigned c = 0; c < 3; c++)
        for (unsigned d = 0; d < 3; d++)
            to->strain[c][d] += c < d ? strain[c][d] : strain[d][c];
}
