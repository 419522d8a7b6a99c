/* Gaussian broadening on a grid of bins of equal width: a contribution of weight w at g leaves in the bin between the
   edges e[i] and e[i+1] the mass w (Phi((e[i+1]-g)/sigma) - Phi((e[i]-g)/sigma)).

   The grid is cut into panels of some bins each. Contributions of one panel are gathered as Chebyshev moments: with u from
   -1 to 1 the place in the panel, moment[q] is the sum of w T_q(u), and what a bin near the panel holds is a sum of moments,
   since its mass as a function of u is one of Chebyshev polynomials (L. N. Trefethen, Approximation Theory and Approximation
   Practice, 2013). Panels are as wide as the number of moments allows: what is left out is below 1e-14 of the weight. Bins
   on either side of the middle of a panel share the sums of even and of odd moments. Where a bin is many sigma wide, erf is
   called for each edge of the few bins that see a contribution. */
#ifndef MBTR_BROADENING_H
#define MBTR_BROADENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "geometry/batch.h"

/* LANES: bins that are expanded together. */
enum { LANES = 16, MOMENTS_MAX = 48 };

struct broadening {
    double start, width, sigma;
    size_t bins;
    size_t padded;  /* length of a row: the bins, and LANES before and after them */
    bool direct;    /* erf per edge, no panels */
    size_t moments; /* of a panel: 32, or MOMENTS_MAX where a bin is wide */
    size_t panels;  /* over the grid and what reaches into it */
    size_t stride;  /* bins of a panel, even */
    size_t reach;   /* bins before the grid where the first panel begins */
    size_t strips;  /* of LANES bins on either side of a panel's middle */
    double *table;  /* strips x moments x LANES: of a strip right of the middle, even moments, then odd ones */
};

/* A broadening of width sigma > 0 on bins between the edges start and stop. */
struct broadening *broadening_new(double sigma, double start, double stop, size_t bins);
void broadening_free(struct broadening *b);

/* Largest sigma in units of a bin's width; the reader of recipes refuses more. */
enum { SIGMA_MAX = 10000 };

/* The panel of each of n <= BATCH values, and its place u there. A value so far off the grid that it adds nothing has panel -1. */
void broadening_place(const struct broadening *b, const double *g, size_t n, int32_t *panel, double *u);

/* Adds the moments of n contributions to one panel's. */
void broadening_gather(const struct broadening *b, const double *u, const double *w, size_t n, double *moment);

/* Adds what a panel's moments leave in each bin to a padded row, of which the first bin is at LANES. */
void broadening_expand(const struct broadening *b, size_t panel, const double *moment, double *row);

/* The transpose: slope[j] of a padded row is how a number changes with bin j. Sets by_moment[q], how it changes with moment q of
   the panel; and behind these as many coefficients, of the series in T_q that tells how it changes with a value there. */
void broadening_pull(const struct broadening *b, size_t panel, const double *slope, double *by_moment);

/* How the number changes with the weight of each of n contributions at u, and, for one of weight 1, with its value; of so many
   terms. What broadening_pull set for these stands one after the other, for contribution i from by_moment + from[i] on. */
void broadening_pulled(const struct broadening *b, const double *by_moment, size_t terms, const size_t *from, const double *u,
                       size_t n, double (*by_weight)[BATCH], double (*by_value)[BATCH]);

/* The same from the slopes themselves, erf by erf, for any broadening. */
void broadening_pulled_at(const struct broadening *b, double g, const double *slope, double *by_weight, double *by_value);

/* The mass that a contribution of weight 1 leaves in each bin, and how that changes with its value, to rows without padding;
   no other bins than from *first to *last - 1 are set, where it leaves any. */
void broadening_rows(const struct broadening *b, double g, double *mass, double *slope, size_t *first, size_t *last);

/* Adds one contribution to a padded row, erf by erf. Of the broadening, start, width, sigma and bins matter. */
void broadening_add(const struct broadening *b, double g, double w, double *row);

#endif
