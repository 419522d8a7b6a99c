/* Parity plot: predicted against reference values, with the histogram of the errors. */
#ifndef MBTR_PARITY_H
#define MBTR_PARITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "learn/reference_pairs.h"
#include "learn/score.h"
#include "plot/gnuplot.h"

struct parity_point {
    double value[2]; /* reference, predicted */
    size_t id;       /* where the id of its row or structure starts in ids */
    size_t place;    /* among the components of a structure's quantity, from 0 */
};

struct parity {
    char *property;
    bool structures;          /* the points are of structures, a property of which has the unit that users give */
    enum reference_kind kind; /* of these */
    size_t n, capacity;
    struct parity_point *point;
    struct bytes ids; /* each with its '\0' */
    struct score score;
};

/* Reads a table of predictions (learn/prediction_table.h) from a file, NULL or "-" for standard input. property names
   the column of references, NULL: the one before predicted. What is refused there is an error, and a number beyond
   1e99. Or structures with predictions (learn/reference_pairs.h): property names the quantity, NULL: forces, each component
   of which is a point. */
void parity_read(struct parity *p, const char *path, const char *property);

/* Makes the picture. unit stands in labels, that of the energy where there are forces; NULL: none. */
void parity_draw(const struct parity *p, const char *unit, struct drawing *d);

void parity_free(struct parity *p);

#endif
