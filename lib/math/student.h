/* Residuals that cannot be explained. Divided by their standard deviations most sets of residuals have heavier tails
   than numbers of a normal distribution, so that they are held against Student's: its scale follows from their median,
   its degrees of freedom from the ratio of their 95th to their 50th percentile, on both of which a few wrong references
   have little influence. What is larger than the value that as many numbers of this distribution exceed once on average
   cannot be explained by it. */
#ifndef MBTR_STUDENT_H
#define MBTR_STUDENT_H

#include <stddef.h>

struct student {
    unsigned freedom; /* degrees of freedom, 1 to 100 */
    double scale;
    double limit; /* of what can be explained */
};

/* Of n > 0 absolute residuals over standard deviations, which it sorts. */
struct student student_fit(double *z, size_t n);

/* The value that the absolute of a number of Student's distribution does not exceed with this probability. */
double student_quantile(unsigned freedom, double probability);

#endif
