#include "geometry/weighting_functions.h"

#include <math.h>
#include <string.h>

#include "base/threads.h"
#include "math/elementary.h"

/* Keeps tuples whose weight is the cutoff but for rounding. */
#define SLACK 1e-9

/* The number of atoms of a k=1 tuple's element. */
static void count(const struct batch *b, unsigned edges, double *to)
{
    (void)edges;
    memcpy(to, b->count, b->n * sizeof *to);
}

/* A loop for each number of edges, so that compilers make vector instructions of it. */
MANY_TARGETS static void add(const struct batch *b, unsigned edges, double *restrict to)
{
    if (edges == 1)
        memcpy(to, b->edge[0], b->n * sizeof *to);
    for (size_t i = 0; edges == 2 && i < b->n; i++)
        to[i] = b->edge[0][i] + b->edge[1][i];
    for (size_t i = 0; edges == 3 && i < b->n; i++)
        to[i] = b->edge[0][i] + b->edge[1][i] + b->edge[2][i];
}

MANY_TARGETS static void multiply(const struct batch *b, unsigned edges, double *restrict to)
{
    if (edges == 1)
        memcpy(to, b->edge[0], b->n * sizeof *to);
    for (size_t i = 0; edges == 2 && i < b->n; i++)
        to[i] = b->edge[0][i] * b->edge[1][i];
    for (size_t i = 0; edges == 3 && i < b->n; i++)
        to[i] = b->edge[0][i] * b->edge[1][i] * b->edge[2][i];
}

/* No edge of a triangle is longer than half the sum. */
static double longest_in_sum(double s, unsigned body, double m)
{
    return fmax(body == 2 ? s : body == 3 ? s / 2 : s - 2 * m, 0);
}

/* The longest edge L of tuples whose product of edges is at most p, each edge being at least m. A triangle's other two
   edges add up to at least L; their product is least for m and L - m where L >= 2m, for m and m where it is not. */
static double longest_in_product(double p, unsigned body, double m)
{
    double others_short = p / (m * m), one_short = (m + sqrt(m * m + 4 * p / m)) / 2;
    if (body == 2)
        return p;
    if (body == 3)
        return one_short >= 2 * m ? one_short : fmin(others_short, 2 * m);
    return others_short;
}

/* Of two legs, each at least m. */
static double longest_leg_in_sum(double s, unsigned body, double m)
{
    (void)body;
    return fmax(s - m, 0);
}

static double longest_leg_in_product(double p, unsigned body, double m)
{
    (void)body;
    return p / m;
}

static void unity(double *weight, size_t n, double length)
{
    (void)length;
    for (size_t i = 0; i < n; i++)
        weight[i] = 1;
}

static double most_unity(double least, double length)
{
    (void)length;
    return least > 1 ? 0 : INFINITY;
}

MANY_TARGETS static void inverse(double *weight, size_t n, double length)
{
    (void)length;
    for (size_t i = 0; i < n; i++)
        weight[i] = 1 / weight[i];
}

static double most_inverse(double least, double length)
{
    (void)length;
    return 1 / least;
}

MANY_TARGETS static void inverse_square(double *weight, size_t n, double length)
{
    (void)length;
    for (size_t i = 0; i < n; i++)
        weight[i] = 1 / (weight[i] * weight[i]);
}

static double most_inverse_square(double least, double length)
{
    (void)length;
    return 1 / sqrt(least);
}

MANY_TARGETS static void exponential(double *weight, size_t n, double length)
{
    for (size_t i = 0; i < n; i++)
        weight[i] = elementary_exp(-weight[i] / length);
}

static double most_exponential(double least, double length)
{
    return -length * log(fmin(least, 1));
}

MANY_TARGETS static void exponential_square(double *weight, size_t n, double length)
{
    for (size_t i = 0; i < n; i++)
        weight[i] = elementary_exp(-weight[i] * weight[i] / length);
}

static double most_exponential_square(double least, double length)
{
    return sqrt(most_exponential(least, length));
}

static void inverse_slope(const struct batch *b, unsigned edges, double length, double to[EDGES_MAX][BATCH])
{
    (void)length;
    for (unsigned e = 0; e < edges; e++)
        for (size_t i = 0; i < b->n; i++)
            to[e][i] -= 1 / b->edge[e][i];
}

static void inverse_square_slope(const struct batch *b, unsigned edges, double length, double to[EDGES_MAX][BATCH])
{
    (void)length;
    for (unsigned e = 0; e < edges; e++)
        for (size_t i = 0; i < b->n; i++)
            to[e][i] -= 2 / b->edge[e][i];
}

static void exponential_slope(const struct batch *b, unsigned edges, double length, double to[EDGES_MAX][BATCH])
{
    for (unsigned e = 0; e < edges; e++)
        for (size_t i = 0; i < b->n; i++)
            to[e][i] -= 1 / length;
}

static void exponential_square_slope(const struct batch *b, unsigned edges, double length, double to[EDGES_MAX][BATCH])
{
    for (size_t i = 0; i < b->n; i++) {
        double sum = 0;
        for (unsigned e = 0; e < edges; e++)
            sum += b->edge[e][i];
        for (unsigned e = 0; e < edges; e++)
            to[e][i] -= 2 * sum / length;
    }
}

enum { ONE = 1 << 1, TWO = 1 << 2, THREE = 1 << 3, FOUR = 1 << 4 };
enum { LEGS = 2 };

const struct weighting_function weighting_functions[] = {
    {"unity", ONE | TWO | THREE | FOUR, EDGES_MAX, false, false, add, unity, NULL, most_unity, longest_in_sum, 0, "1"},
    {"1/count", ONE, EDGES_MAX, false, false, count, inverse, NULL, most_inverse, longest_in_sum, 0,
     "1/number of atoms of the element"},
    {"1/distance", TWO, EDGES_MAX, false, true, multiply, inverse, inverse_slope, most_inverse, longest_in_product, 0, "1/d12"},
    {"1/distance^2", TWO, EDGES_MAX, false, true, multiply, inverse_square, inverse_square_slope, most_inverse_square,
     longest_in_product, 0, "1/d12^2"},
    {"1/normnormnorm", THREE | FOUR, EDGES_MAX, false, true, multiply, inverse, inverse_slope, most_inverse, longest_in_product,
     THREE | FOUR, "1/p, p the product of the edges"},
    {"1/dotdotdot", THREE | FOUR, EDGES_MAX, false, true, multiply, inverse_square, inverse_square_slope, most_inverse_square,
     longest_in_product, THREE | FOUR, "1/p^2"},
    {"exp", TWO | THREE | FOUR, EDGES_MAX, true, false, add, exponential, exponential_slope, most_exponential, longest_in_sum,
     FOUR, "exp(-s/l), s the sum of the edges, l the length"},
    {"exp2", TWO | THREE | FOUR, EDGES_MAX, true, false, add, exponential_square, exponential_square_slope,
     most_exponential_square, longest_in_sum, FOUR, "exp(-s^2/l)"},
    {"unity_legs", THREE, LEGS, false, false, add, unity, NULL, most_unity, longest_leg_in_sum, THREE,
     "1; reach and taper see d12 and d23 alone"},
    {"1/normnorm", THREE, LEGS, false, true, multiply, inverse, inverse_slope, most_inverse, longest_leg_in_product, THREE,
     "1/(d12 d23); reach and taper see these alone"},
    {"exp_legs", THREE, LEGS, true, false, add, exponential, exponential_slope, most_exponential, longest_leg_in_sum, THREE,
     "exp(-(d12 + d23)/l); reach and taper see these alone"},
    {0},
};

double weighting_functions_most(const struct term *t)
{
    return t->cutoff > 0 ? t->weighting->most(t->cutoff, t->length) * (1 + SLACK) : INFINITY;
}
