/* Weighting functions w_k: a table. None of them grows with any edge. */
#ifndef MBTR_WEIGHTING_FUNCTIONS_H
#define MBTR_WEIGHTING_FUNCTIONS_H

#include <math.h>
#include <stdbool.h>

#include "geometry/batch.h"
#include "geometry/term.h"

struct weighting_function {
    const char *name;
    unsigned bodies;   /* bit k is set when the function is defined for k atoms */
    unsigned edges;    /* of a tuple, the first that it depends on, at most: see weighting_functions_edges */
    bool takes_length; /* whether it has the parameter l */
    bool product;      /* whether it depends on the product of edges, not on their sum */
    /* What it depends on of each tuple, of so many edges (k=1: the count) ... */
    void (*measure)(const struct batch *b, unsigned edges, double *to);
    /* ... and of n such the weight, in its place. */
    void (*apply)(double *weight, size_t n, double length);
    /* Adds the derivatives of the logarithm of the weight with respect to the first edges; NULL: there are none but 0. */
    void (*slope)(const struct batch *b, unsigned edges, double length, double to[EDGES_MAX][BATCH]);
    /* The largest sum or product whose weight is at least least > 0, but for rounding; infinite when there is none. */
    double (*most)(double least, double length);
    /* A bound on the edges of any tuple of body atoms whose sum or product is at most that; closest is the smallest
       distance between two atoms. */
    double (*longest)(double most, unsigned body, double closest);
    unsigned closest; /* bit k is set when that depends on the smallest distance */
    const char *doc;
};

/* Ends with a row without name. */
extern const struct weighting_function weighting_functions[];

/* The largest sum or product of edges with which the term's cutoff lets a tuple count, a trifle more so that rounding leaves
   none out; infinite without a cutoff. */
double weighting_functions_most(const struct term *t);

/* How many edges of a tuple of so many atoms, the first of them, a weight depends on; reach and taper limit the same. All
   but where the third edge of a triangle does not count: of such a weight only the legs, those at the vertex, do. */
static inline unsigned weighting_functions_edges(const struct weighting_function *w, unsigned body)
{
    return w->edges < batch_edges(body) ? w->edges : batch_edges(body);
}

/* The longest edge beside another when their sum or product may be at most that; for loops over many. */
static inline double weighting_functions_other(bool product, double most, double one)
{
    return product ? most / one : most - one;
}

/* The longest third edge beside two others when their sum or product may be at most that; for loops over many. */
static inline double weighting_functions_third(bool product, double most, double one, double other)
{
    return product ? most / (one * other) : most - one - other;
}

/* The same for the second edge of a triangle, whose third is at least closest and at least the difference of the others. */
static inline double weighting_functions_second(bool product, double most, double first, double closest)
{
    double by_difference = product ? (first + sqrt(first * first + 4 * most / first)) / 2 : most / 2;
    double by_closest = weighting_functions_third(product, most, first, closest);
    return by_difference < by_closest ? by_difference : by_closest;
}

#endif
