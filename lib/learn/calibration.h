/* How errors compare with the standard deviations that were predicted. */
#ifndef MBTR_CALIBRATION_H
#define MBTR_CALIBRATION_H

#include "math/summary.h"

/* Start with {0}. */
struct calibration {
    struct summary within[2]; /* 1 where the error is at most 1 or 2 standard deviations, else 0 */
    struct summary surprise;  /* negative logarithm of the density that a normal distribution gives the reference */
};

void calibration_add(struct calibration *c, double error, double deviation);

#endif
