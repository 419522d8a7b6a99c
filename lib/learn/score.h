/* Errors of predictions. */
#ifndef MBTR_SCORE_H
#define MBTR_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "math/summary.h"

/* Start with {0}. */
struct score {
    struct summary absolute; /* |predicted - reference| */
    struct summary square;   /* its square */
    struct summary reference;
};

void score_add(struct score *s, double reference, double predicted);

/* Mean absolute error, root mean square error and largest absolute error. */
double score_mae(const struct score *s);
double score_rmse(const struct score *s);
double score_max(const struct score *s);

/* Coefficient of determination, 1 - sum of squared errors / sum of squared deviations of the references from their
   mean; NaN where these are all equal. */
double score_r2(const struct score *s);

/* How errors compare with the standard deviations that were predicted. Start with {0}. */
struct calibration {
    struct summary within[2]; /* 1 where the error is at most 1 or 2 standard deviations, else 0 */
    struct summary surprise;  /* negative logarithm of the density that a normal distribution gives the reference */
};

void calibration_add(struct calibration *c, double error, double deviation);

/* The predictions with the largest absolute errors, the worst first, of equal ones the earlier first. */
struct outlier {
    char *text;   /* what the caller wants to know of it */
    double error; /* predicted - reference, or this in standard deviations */
};

struct outliers {
    struct outlier *at;
    size_t n, room; /* room: how many are kept */
};

/* Whether an error would be among them. */
bool outliers_want(const struct outliers *o, double error);

/* Adds one that they want; the text is copied. */
void outliers_add(struct outliers *o, const char *text, double error);
void outliers_free(struct outliers *o);

#endif
