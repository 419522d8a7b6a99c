#include "geometry/geometry_functions.h"

#include <math.h>
#include <string.h>

#include "base/threads.h"
#include "math/elementary.h"

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

const struct geometry_function geometry_functions[] = {
    {"count", 1, true, count, "number of atoms of the element", "", 1, INFINITY},
    {"atomic_number", 1, false, atomic_number, "atomic number, once per atom", "", 1, INFINITY},
    {"distance", 2, false, distance, "d12", "angstrom", 0, INFINITY},
    {"1/distance", 2, false, inverse_distance, "1/d12", "1/angstrom", 0, INFINITY},
    {"1/dot", 2, false, inverse_square, "1/d12^2", "1/angstrom^2", 0, INFINITY},
    {"angle", 3, false, angle, "angle at the middle atom, 0 to pi", "radian", 0, M_PI},
    {"cos_angle", 3, false, cosine, "cosine of the angle at the middle atom", "", -1, 1},
    {"dot/dotdot", 3, false, dot_dotdot, "cosine of that angle over d12 d23", "1/angstrom^2", -INFINITY, INFINITY},
    {"dihedral", 4, false, angle, "angle between the planes 1-2-3 and 2-3-4, 0 to pi", "radian", 0, M_PI},
    {"cos_dihedral", 4, false, cosine, "cosine of that angle", "", -1, 1},
    {0},
};
