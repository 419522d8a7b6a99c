#include "geometry/geometry_functions.h"

#include <math.h>
#include <string.h>

#include "base/threads.h"
#include "math/elementary.h"

/* The square of the sine below which three atoms stand on a line but for rounding. */
#define NEXT_TO_LINE 1e-24

static void count(struct batch *b)
{
    memcpy(b->value, b->count, b->n * sizeof *b->value);
}

static void atomic_number(struct batch *b)
{
    memcpy(b->value, b->number, b->n * sizeof *b->value);
}

static void distance(struct batch *b)
{
    memcpy(b->value, b->edge[0], b->n * sizeof *b->value);
}

MANY_TARGETS static void inverse_distance(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->value[i] = 1 / b->edge[0][i];
}

MANY_TARGETS static void inverse_square(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->value[i] = 1 / (b->edge[0][i] * b->edge[0][i]);
}

/* The arc tangent keeps full accuracy near 0 and pi, where the arc cosine loses half the digits. */
MANY_TARGETS static void angle(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->value[i] = elementary_atan2(sqrt(b->cross2[i]), b->dot[i]);
}

MANY_TARGETS static void cosine(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->value[i] = b->dot[i] / sqrt(b->dot[i] * b->dot[i] + b->cross2[i]);
}

MANY_TARGETS static void dot_dotdot(struct batch *b)
{
    for (size_t i = 0; i < b->n; i++) {
        double p = b->edge[0][i] * b->edge[1][i];
        b->value[i] = b->dot[i] / (p * p);
    }
}

static void distance_slope(const struct batch *b, struct tuple_slopes *to)
{
    for (size_t i = 0; i < b->n; i++)
        to->edge[0][i] += 1;
}

MANY_TARGETS static void inverse_distance_slope(const struct batch *b, struct tuple_slopes *to)
{
    for (size_t i = 0; i < b->n; i++)
        to->edge[0][i] -= b->value[i] / b->edge[0][i];
}

MANY_TARGETS static void inverse_square_slope(const struct batch *b, struct tuple_slopes *to)
{
    for (size_t i = 0; i < b->n; i++)
        to->edge[0][i] -= 2 * b->value[i] / b->edge[0][i];
}

/* On a line the angle has none: what it has on all sides of the line adds up to 0. */
MANY_TARGETS static void angle_slope(const struct batch *b, struct tuple_slopes *to)
{
    for (size_t i = 0; i < b->n; i++) {
        double dot = b->dot[i], sine = sqrt(b->cross2[i]), square = dot * dot + b->cross2[i];
        if (!(b->cross2[i] > NEXT_TO_LINE * square))
            continue;
        to->dot[i] -= sine / square;
        to->cross2[i] += dot / (2 * sine * square);
    }
}

MANY_TARGETS static void cosine_slope(const struct batch *b, struct tuple_slopes *to)
{
    for (size_t i = 0; i < b->n; i++) {
        double square = b->dot[i] * b->dot[i] + b->cross2[i], cube = square * sqrt(square);
        to->dot[i] += b->cross2[i] / cube;
        to->cross2[i] -= b->dot[i] / (2 * cube);
    }
}

MANY_TARGETS static void dot_dotdot_slope(const struct batch *b, struct tuple_slopes *to)
{
    for (size_t i = 0; i < b->n; i++) {
        double p = b->edge[0][i] * b->edge[1][i];
        to->dot[i] += 1 / (p * p);
        to->edge[0][i] -= 2 * b->value[i] / b->edge[0][i];
        to->edge[1][i] -= 2 * b->value[i] / b->edge[1][i];
    }
}

const struct geometry_function geometry_functions[] = {
    {"count", 1, true, count, NULL, SMOOTH, "number of atoms of the element", "", "number of atoms", 1, INFINITY},
    {"atomic_number", 1, false, atomic_number, NULL, SMOOTH, "atomic number, once per atom", "", "atomic number", 1, INFINITY},
    {"distance", 2, false, distance, distance_slope, SMOOTH, "d12", "angstrom", "distance (\u00c5)", 0, INFINITY},
    {"1/distance", 2, false, inverse_distance, inverse_distance_slope, SMOOTH, "1/d12", "1/angstrom",
     "inverse distance (\u00c5\u207b\u00b9)", 0, INFINITY},
    {"1/dot", 2, false, inverse_square, inverse_square_slope, SMOOTH, "1/d12^2", "1/angstrom^2",
     "inverse squared distance (\u00c5\u207b\u00b2)", 0, INFINITY},
    {"angle", 3, false, angle, angle_slope, SMOOTH_BUT_ON_LINES, "angle at the middle atom, 0 to pi", "radian", "angle (rad)",
     0, M_PI},
    {"cos_angle", 3, false, cosine, cosine_slope, SMOOTH, "cosine of the angle at the middle atom", "", "cosine of the angle",
     -1, 1},
    {"dot/dotdot", 3, false, dot_dotdot, dot_dotdot_slope, SMOOTH, "cosine of that angle over d12 d23", "1/angstrom^2",
     "cosine of the angle over both distances (\u00c5\u207b\u00b2)", -INFINITY, INFINITY},
    {"dihedral", 4, false, angle, angle_slope, SMOOTH_BUT_IN_PLANES, "angle between the planes 1-2-3 and 2-3-4, 0 to pi",
     "radian", "dihedral angle (rad)", 0, M_PI},
    {"cos_dihedral", 4, false, cosine, cosine_slope, SMOOTH, "cosine of that angle", "", "cosine of the dihedral angle", -1, 1},
    {0},
};
