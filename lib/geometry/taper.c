#include "geometry/taper.h"

#include <math.h>

#include "geometry/weighting_functions.h"

void taper_apply(struct batch *b, const struct term *term)
{
    double flat = term->reach - term->taper;
    for (unsigned e = 0; e < weighting_functions_edges(term->weighting, term->body); e++)
        for (size_t i = 0; i < b->n; i++) {
            double d = b->edge[e][i];
            if (d > term->reach)
                b->weight[i] = 0;
            else if (d > flat)
                b->weight[i] *= (1 + cos(M_PI * (d - flat) / term->taper)) / 2;
        }
}

/* Of (1 + cos x) / 2 the logarithm's derivative is -tan(x / 2). */
void taper_slope(const struct batch *b, const struct term *term, double slope[EDGES_MAX][BATCH])
{
    double flat = term->reach - term->taper, per_length = M_PI / term->taper;
    for (unsigned e = 0; e < weighting_functions_edges(term->weighting, term->body); e++)
        for (size_t i = 0; i < b->n; i++)
            if (b->edge[e][i] > flat)
                slope[e][i] -= per_length * tan(per_length * (b->edge[e][i] - flat) / 2);
}
