/* Parity plot: predicted against reference values, with the histogram of the errors. */
#ifndef MBTR_PARITY_H
#define MBTR_PARITY_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/score.h"
#include "plot/gnuplot.h"

struct parity {
    char *property;
    bool structures; /* the points are of structures, a property of which has the unit that users give */
    size_t n, capacity;
    double (*point)[2]; /* reference, predicted */
    struct score score;
};

/* Reads a table of predictions (learn/prediction_table.h) from a file, NULL or "-" for standard input. property names
   the column of references, NULL: the one before predicted. What is refused there is an error, and a number beyond
   1e99. Or structures with predictions (learn/reference_pairs.h): property names the quantity, NULL: forces, each component
   of which is a point. */
void parity_read(struct parity *p, const char *path, const char *property);

/* Appends the gnuplot script of the plot. unit stands in labels, that of the energy where there are forces; NULL: none. */
void parity_script(const struct parity *p, const char *unit, enum picture format, struct bytes *script);

void parity_free(struct parity *p);

#endif
