/* Weighting functions w_k: a table. None of them grows with any edge. */
#ifndef MBTR_WEIGHTING_FUNCTIONS_H
#define MBTR_WEIGHTING_FUNCTIONS_H

#include <stdbool.h>

#include "geometry/batch.h"

struct weighting_function {
    const char *name;
    unsigned bodies;   /* bit k is set when the function is defined for k atoms */
    bool takes_length; /* whether it has the parameter l */
    /* Fills weight from the first batch_edges(k) edges (k=1: from count). */
    void (*apply)(struct batch *b, unsigned edges, double length);
    /* A bound on the edges of any tuple of body atoms whose weight is at least least > 0; closest is the smallest
       distance between two atoms. Infinite when there is none. */
    double (*longest)(double least, unsigned body, double length, double closest);
    const char *doc;
};

/* Ends with a row without name. */
extern const struct weighting_function weighting_functions[];

#endif
