#include "geometry/taper.h"

#include <math.h>

#include "base/threads.h"
#include "geometry/weighting_functions.h"
#include "math/elementary.h"

/* Half a cosine, (1 + cos x) / 2, is the square of sin((pi - x) / 2). */
MANY_TARGETS static void multiply(const double *restrict edge, size_t n, double reach, double taper, double *restrict factor)
{
    double flat = reach - taper, per_length = M_PI_2 / taper;
    for (size_t i = 0; i < n; i++) {
        double root = elementary_sin(per_length * (reach - edge[i]));
        factor[i] *= edge[i] > reach ? 0 : edge[i] > flat ? root * root : 1;
    }
}

void taper_apply(struct batch *b, const struct term *term, size_t n)
{
    double factor[BATCH];
    for (size_t i = 0; i < b->n; i++)
        factor[i] = 1;
    for (unsigned e = 0; e < weighting_functions_edges(term->weighting, term->body); e++)
        multiply(b->edge[e], b->n, term->reach, term->taper, factor);
    for (size_t w = 0; w < n; w++)
        for (size_t i = 0; i < b->n; i++)
            b->weight[w][i] *= factor[i];
}

/* The logarithm of the square of a sine has twice the cotangent as its derivative. */
MANY_TARGETS static void add_slope(const double *restrict edge, size_t n, double reach, double taper, double *restrict slope)
{
    double flat = reach - taper, per_length = M_PI_2 / taper;
    for (size_t i = 0; i < n; i++) {
        double sine = elementary_sin(per_length * (reach - edge[i])), cosine = elementary_sin(per_length * (edge[i] - flat));
        slope[i] -= edge[i] > flat ? 2 * per_length * cosine / sine : 0;
    }
}

void taper_slope(const struct batch *b, const struct term *term, double slope[EDGES_MAX][BATCH])
{
    for (unsigned e = 0; e < weighting_functions_edges(term->weighting, term->body); e++)
        add_slope(b->edge[e], b->n, term->reach, term->taper, slope[e]);
}
