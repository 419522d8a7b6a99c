/* Tables of predictions: id, formula, atoms, the property under its own name, empty where it is not known, predicted
   and perhaps stddev, its standard deviation. */
#ifndef MBTR_PREDICTION_TABLE_H
#define MBTR_PREDICTION_TABLE_H

#include <stdbool.h>

#include "base/output.h"
#include "structure/structure.h"

/* The line of names. */
void prediction_table_names(struct output *out, const char *property, bool deviation);

/* A row; deviation NULL: without. */
void prediction_table_row(struct output *out, const struct sample *s, const char *property, double value,
                          const double *deviation);

#endif
