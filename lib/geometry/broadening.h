/* Gaussian broadening on a grid of bins of equal width: a contribution of weight w at g leaves in the bin between the
   edges e[i] and e[i+1] the mass w (Phi((e[i+1]-g)/sigma) - Phi((e[i]-g)/sigma)).

   Contributions are gathered as moments around nodes spread over the grid, and each node that holds any is expanded
   once. With x the node, u = (g-x)/sigma and z = (e-x)/sigma,
       Phi(z-u) = Phi(z) - phi(z) sum_q>0 u^q/q! He_(q-1)(z),
   as in the fast Gauss transform (L. Greengard, J. Strain, SIAM J. Sci. Stat. Comput. 12, 79, 1991). Nodes are as close
   as the number of moments demands: what is left out is below 1e-14 of the weight. Where sigma is less than half a bin
   and the grid is very wide, erf is called for each edge of the few bins that see a contribution. */
#ifndef MBTR_BROADENING_H
#define MBTR_BROADENING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "geometry/batch.h"

/* MOMENTS: of a node, from the zeroth; LANES: bins that are expanded together; POWERS: moments gathered together. */
enum { MOMENTS = 16, LANES = 16, POWERS = 8 };

struct broadening {
    double start, width, sigma;
    size_t bins;
    size_t margin;         /* bins before the first and after the last that a padded row has */
    size_t padded;         /* its length */
    bool direct;           /* erf per edge, no nodes */
    size_t nodes;          /* per grid, margins included */
    double first, step;    /* place of the first node and distance of two, in sigma */
    size_t phases, stride; /* nodes per bin, or bins per node: one of them is 1 */
    size_t window;         /* bins that a node reaches, a multiple of LANES */
    double *table;         /* phases x window / LANES x MOMENTS x LANES */
};

/* A broadening of width sigma > 0 on bins between the edges start and stop. */
struct broadening *broadening_new(double sigma, double start, double stop, size_t bins);
void broadening_free(struct broadening *b);

/* Largest sigma in units of a bin's width; the reader of recipes refuses more. */
enum { SIGMA_MAX = 10000 };

/* Contributions about to be gathered. */
struct spread {
    int32_t node[BATCH];
    double power[BATCH][POWERS]; /* w, w u, w u^2 ... */
    double next[BATCH];          /* u^POWERS */
};

/* The node nearest to each of n <= BATCH values, and the powers of u = (g - node) / sigma. A value so far off the grid
   that it adds nothing has powers 0. */
void broadening_spread(const struct broadening *b, const double *g, const double *w, size_t n, struct spread *to);

/* Adds w u^q to moment[q], for contribution i. */
static inline void broadening_gather(const struct spread *s, size_t i, double *moment)
{
    double power[POWERS];
    memcpy(power, s->power[i], sizeof power);
    for (size_t q = 0; q < MOMENTS; q += POWERS)
#pragma omp simd
        for (size_t l = 0; l < POWERS; l++) {
            moment[q + l] += power[l];
            power[l] *= s->next[i];
        }
}

/* Adds what a node's moments leave in each bin to a padded row. */
void broadening_expand(const struct broadening *b, size_t node, const double *moment, double *row);

/* Adds one contribution to a padded row, erf by erf. */
void broadening_add(const struct broadening *b, double g, double w, double *row);

#endif
