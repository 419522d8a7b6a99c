#include "geometry/weighting_functions.h"

#include <math.h>
#include <string.h>

#include "base/threads.h"
#include "math/elementary.h"

static void unity(struct batch *b, unsigned edges, double length)
{
    (void)edges;
    (void)length;
    for (size_t i = 0; i < b->n; i++)
        b->weight[i] = 1;
}

static double unbounded(double least, unsigned body, double length, double closest)
{
    (void)body;
    (void)length;
    (void)closest;
    return least > 1 ? 0 : INFINITY;
}

static void inverse_count(struct batch *b, unsigned edges, double length)
{
    (void)edges;
    (void)length;
    for (size_t i = 0; i < b->n; i++)
        b->weight[i] = 1 / b->count[i];
}

/* The products of each tuple's edges to its weight; edge by edge, so that loops become vector instructions. */
static inline void multiply_edges(struct batch *b, unsigned edges)
{
    memcpy(b->weight, b->edge[0], b->n * sizeof *b->weight);
    for (unsigned e = 1; e < edges; e++)
        for (size_t i = 0; i < b->n; i++)
            b->weight[i] *= b->edge[e][i];
}

MANY_TARGETS static void inverse_product(struct batch *b, unsigned edges, double length)
{
    (void)length;
    multiply_edges(b, edges);
    for (size_t i = 0; i < b->n; i++)
        b->weight[i] = 1 / b->weight[i];
}

MANY_TARGETS static void inverse_square(struct batch *b, unsigned edges, double length)
{
    (void)length;
    multiply_edges(b, edges);
    for (size_t i = 0; i < b->n; i++)
        b->weight[i] = 1 / (b->weight[i] * b->weight[i]);
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

static double longest_inverse_product(double least, unsigned body, double length, double closest)
{
    (void)length;
    return longest_in_product(1 / least, body, closest);
}

static double longest_inverse_square(double least, unsigned body, double length, double closest)
{
    (void)length;
    return longest_in_product(1 / sqrt(least), body, closest);
}

/* Sets the weight of each tuple to the sum of its edges. */
static inline void add_edges(struct batch *b, unsigned edges)
{
    memcpy(b->weight, b->edge[0], b->n * sizeof *b->weight);
    for (unsigned e = 1; e < edges; e++)
        for (size_t i = 0; i < b->n; i++)
            b->weight[i] += b->edge[e][i];
}

MANY_TARGETS static void exponential(struct batch *b, unsigned edges, double length)
{
    add_edges(b, edges);
    for (size_t i = 0; i < b->n; i++)
        b->weight[i] = elementary_exp(-b->weight[i] / length);
}

MANY_TARGETS static void exponential_square(struct batch *b, unsigned edges, double length)
{
    add_edges(b, edges);
    for (size_t i = 0; i < b->n; i++)
        b->weight[i] = elementary_exp(-b->weight[i] * b->weight[i] / length);
}

/* The longest edge of tuples whose sum of edges is at most s, each being at least m. No edge of a triangle is longer
   than half the sum. */
static double longest_in_sum(double s, unsigned body, double m)
{
    return body == 2 ? s : body == 3 ? s / 2 : s - 2 * m;
}

static double longest_exponential(double least, unsigned body, double length, double closest)
{
    return least > 1 ? 0 : longest_in_sum(-length * log(least), body, closest);
}

static double longest_exponential_square(double least, unsigned body, double length, double closest)
{
    return least > 1 ? 0 : longest_in_sum(sqrt(-length * log(least)), body, closest);
}

enum { ONE = 1 << 1, TWO = 1 << 2, THREE = 1 << 3, FOUR = 1 << 4 };

const struct weighting_function weighting_functions[] = {
    {"unity", ONE | TWO | THREE | FOUR, false, unity, unbounded, "1"},
    {"1/count", ONE, false, inverse_count, unbounded, "1/number of atoms of the element"},
    {"1/distance", TWO, false, inverse_product, longest_inverse_product, "1/d12"},
    {"1/distance^2", TWO, false, inverse_square, longest_inverse_square, "1/d12^2"},
    {"1/normnormnorm", THREE | FOUR, false, inverse_product, longest_inverse_product, "1/p, p the product of the edges"},
    {"1/dotdotdot", THREE | FOUR, false, inverse_square, longest_inverse_square, "1/p^2"},
    {"exp", TWO | THREE | FOUR, true, exponential, longest_exponential, "exp(-s/l), s the sum of the edges, l the length"},
    {"exp2", TWO | THREE | FOUR, true, exponential_square, longest_exponential_square, "exp(-s^2/l)"},
    {0},
};
