/* Learning curves: errors against the number of training structures, both axes logarithmic. */
#ifndef MBTR_LEARNING_PLOT_H
#define MBTR_LEARNING_PLOT_H

#include "base/output.h"
#include "math/power_law.h"
#include "math/summary.h"
#include "plot/gnuplot.h"

struct learning_point {
    double n;             /* training size */
    struct summary error; /* of its repetitions */
    double told;          /* the deviation that the table tells of a mean; NAN: none */
};

struct learning_curve {
    char *name; /* of the model; "" where the table has none */
    size_t n, capacity;
    struct learning_point *point; /* by rising n */
};

/* Start with {0}. */
struct learning_plot {
    char *error, *by; /* names of the columns of errors and of models; by is NULL without one */
    size_t n, capacity;
    struct learning_curve *curve; /* in the order of the table */
};

/* Adds the rows of a table, NULL or "-" for standard input. error names the column of errors, by that of models; by
   NULL: "model" when there is such a column. A column "deviation" tells standard deviations of means ('-' or nothing: none).
   A value that is not a number > 0 and a table without rows are errors. */
void learning_plot_read(struct learning_plot *p, const char *path, const char *error, const char *by);
void learning_plot_free(struct learning_plot *p);

/* Standard deviation of the repetitions, as that of a sample: sqrt(sum (x - mean)^2 / (count - 1)). Of one what the table
   tells, else NAN. */
double learning_plot_deviation(const struct learning_point *p);

/* The power of n that fits the points of a curve's larger sizes best (math/power_law.h). */
struct power_law learning_plot_fit(const struct learning_curve *c);

/* Makes the picture. unit stands beside the error's name; NULL: none. */
void learning_plot_draw(const struct learning_plot *p, const char *unit, struct drawing *d);

/* Writes the same as text: a line per point with its numbers and its place on the axis of errors. */
void learning_plot_ascii(const struct learning_plot *p, const char *unit, const struct look *l, struct output *out);

/* Writes the points as a table: model (when there is such a column), n, mean error, deviation, repetitions. */
void learning_plot_table(const struct learning_plot *p, struct output *out);

#endif
