/* Count, extremes, mean and standard deviation of numbers that come one by one, by the stable updates of
   B. P. Welford, Technometrics 4, 419 (1962). */
#ifndef MBTR_SUMMARY_H
#define MBTR_SUMMARY_H

#include <stddef.h>

/* Start with {0}. */
struct summary {
    size_t count;
    double min, max, mean;
    double squares; /* sum of (x - mean)^2 */
};

void summary_add(struct summary *s, double x);

/* sqrt(squares / count); 0 when there are no numbers. */
double summary_std(const struct summary *s);

#endif
