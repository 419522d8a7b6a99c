/* Errors of predictions. */
#ifndef MBTR_SCORE_H
#define MBTR_SCORE_H

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

#endif
