/* Errors of predictions. */
#ifndef MBTR_SCORE_H
#define MBTR_SCORE_H

#include <stdbool.h>

#include "base/output.h"
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

/* What is told of errors; ends with a row without name. */
struct score_measure {
    const char *name;
    double (*of)(const struct score *s);
    bool has_unit; /* that of the property */
};
extern const struct score_measure score_measures[];

/* Prints a tab and a number, or a dash where it is not finite. */
void score_print(struct output *out, double x);

#endif
