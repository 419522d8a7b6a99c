/* Cost against size: curves, their slopes, and a picture of them. A slope is the exponent of a power law. */
#ifndef BENCH_CURVES_H
#define BENCH_CURVES_H

#include <stddef.h>

#include "base/bytes.h"

enum { POINTS_MAX = 16 };

struct curve {
    const char *work;
    const char *quantity;                        /* the size that grows; its curves share a panel */
    const char *unit;                            /* of second */
    double least, most;                          /* slopes that are expected at large sizes */
    size_t n;                                    /* points, 3 to POINTS_MAX */
    double size[POINTS_MAX], second[POINTS_MAX]; /* sizes ascend */
};

/* From the point before i > 0 to i. */
double curve_step(const struct curve *c, size_t i);

/* A straight line's, by least squares of the logarithms of the larger half of the sizes. */
double curve_slope(const struct curve *c);

/* "1", or "0 to 2". */
struct expected {
    char text[32];
};
struct expected curve_expected(const struct curve *c);

/* All points as a table: curve, quantity, unit, x, seconds, slope (from the point before), and the curve's fitted slope
   and what is expected. */
void curves_write(const struct curve *curves, size_t n, const char *path);

/* A panel per quantity, both axes logarithmic; slopes as numbers, and in grey the expected ones. */
void curves_script(const struct curve *curves, size_t n, struct bytes *script);

#endif
