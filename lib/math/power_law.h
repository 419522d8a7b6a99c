/* Powers y = f x^e, fitted by least squares of log y against log x: straight lines where both axes are logarithmic. */
#ifndef MBTR_POWER_LAW_H
#define MBTR_POWER_LAW_H

#include <stddef.h>

/* Sums over the points so far. Start with {0}. */
struct power_law {
    size_t n;
    double x, y;   /* means of logarithms */
    double xx, xy; /* sums of squares and of products of what they are off these means */
};

/* Adds a point, both of its numbers above 0. */
void power_law_add(struct power_law *p, double x, double y);

/* The place of the first of n points, from 0, x ascending, that a line to larger x goes by: those of the larger half, since what
   is far below tells little. */
size_t power_law_first(size_t n);

/* The exponent e, and y at an x. NAN where all points have one x. */
double power_law_exponent(const struct power_law *p);
double power_law_at(const struct power_law *p, double x);

/* The x that has such a y > 0; infinite or 0 where the exponent is 0. */
double power_law_find(const struct power_law *p, double y);

#endif
