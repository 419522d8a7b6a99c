#include "geometry/lattice.h"

#include <math.h>
#include <string.h>

#include "math/vector.h"

/* Shortens v[i] by a multiple of v[j]; false when nothing is gained, or the square of v[j] is 0 in doubles. */
static bool shorten_by_one(double v[3][3], unsigned i, unsigned j)
{
    double m = round(vector_dot(v[i], v[j]) / vector_dot(v[j], v[j]));
    double t[3] = {v[i][0], v[i][1], v[i][2]};
    vector_add_multiple(t, -m, v[j]);
    bool shorter = vector_dot(t, t) < vector_dot(v[i], v[i]) * (1 - 1e-12);
    if (shorter)
        memcpy(v[i], t, sizeof t);
    return shorter;
}

/* Shortens v[i] by plus or minus each of the two others. */
static bool shorten_by_two(double v[3][3], unsigned i)
{
    for (int a = -1; a <= 1; a += 2)
        for (int b = -1; b <= 1; b += 2) {
            double t[3] = {v[i][0], v[i][1], v[i][2]};
            vector_add_multiple(t, a, v[(i + 1) % 3]);
            vector_add_multiple(t, b, v[(i + 2) % 3]);
            if (vector_dot(t, t) < vector_dot(v[i], v[i]) * (1 - 1e-12)) {
                memcpy(v[i], t, sizeof t);
                return true;
            }
        }
    return false;
}

static bool shorten(double v[3][3], unsigned n)
{
    bool any = false;
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < n; j++)
            if (j != i)
                any |= shorten_by_one(v, i, j);
        if (n == 3)
            any |= shorten_by_two(v, i);
    }
    return any;
}

/* dual = (V V^T)^-1 V, through cross products of the vectors or of their completion to three. */
static void invert(struct lattice *l)
{
    double full[3][3];
    memcpy(full, l->vector, sizeof full);
    if (l->n == 1) {
        const double *v = full[0];
        unsigned least = fabs(v[0]) < fabs(v[1]) ? 0u : 1u;
        least = fabs(v[2]) < fabs(v[least]) ? 2u : least;
        double axis[3] = {least == 0, least == 1, least == 2};
        vector_cross(full[1], full[0], axis);
    }
    if (l->n < 3)
        vector_cross(full[2], full[0], full[1]);
    for (unsigned i = 0; i < l->n; i++) {
        vector_cross(l->dual[i], full[(i + 1) % 3], full[(i + 2) % 3]);
        double volume = vector_dot(l->dual[i], full[i]);
        for (unsigned c = 0; c < 3; c++)
            l->dual[i][c] /= volume;
    }
}

void lattice_reduce(struct lattice *l, double const cell[3][3], bool const pbc[3])
{
    *l = (struct lattice){0};
    for (unsigned i = 0; i < 3; i++)
        if (pbc[i])
            memcpy(l->vector[l->n++], cell[i], sizeof cell[i]);
    while (shorten(l->vector, l->n))
        ;
    if (l->n > 0)
        invert(l);
}
