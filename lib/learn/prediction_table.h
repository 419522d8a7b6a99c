/* Tables of predictions, written: id, formula, atoms, the property under its own name, empty where it is not known,
   predicted and perhaps stddev, its standard deviation, novelty, the distance to the training set, and atom, that of the
   structure which is so far from it.

   Tables that are read may have the columns in any order, and others among them. Columns are found by their names, but
   for the references, which predictions are held against or stand in for. These are in the column that the user names;
   else in the one before predicted, but there are none where that is id, formula, composition, atoms or stddev; in a
   table without predicted they are in energy. */
#ifndef MBTR_PREDICTION_TABLE_H
#define MBTR_PREDICTION_TABLE_H

#include <stdbool.h>

#include "base/output.h"
#include "base/table.h"
#include "structure/sample.h"

/* Columns that a table may have. */
enum prediction_column { PREDICTION_STDDEV = 1, PREDICTION_NOVELTY = 2, PREDICTION_ATOM = 4 };

/* What is told of a structure: value, and what such columns hold. */
struct prediction_row {
    double value, deviation, novelty;
    size_t atom;
};

/* The line of names, and a row, of a table that has these columns. A novelty may be infinite. */
void prediction_table_names(struct output *out, const char *property, unsigned columns);
void prediction_table_row(struct output *out, const struct sample *s, const char *property, unsigned columns,
                          const struct prediction_row *row);

/* A table that is read, and where things are in it; a column that is not there is t->columns. */
struct prediction_table {
    struct table *t;
    size_t id, atoms, reference, predicted, deviation;
    size_t formula;        /* or composition, where there is no formula */
    bool compared;         /* predictions are held against references */
    size_t known, unknown; /* rows so far with a reference and without */
};

/* Numbers of a row, as they stand in the table; NAN where it has none. */
struct prediction {
    double atoms, reference, predicted, deviation;
};

/* Opens a table, NULL or "-" for standard input, and finds the columns. reference names that of the references, NULL:
   it is that of the rule above; there are none when it is predicted itself. Errors: the column named is not there; nor
   are, if predictions are compared, both columns, else at least one of them. */
struct prediction_table *prediction_table_open(const char *path, const char *reference, bool compared);

/* The same of what is open already; the table closes it. */
struct prediction_table *prediction_table_from(struct input *in, const char *reference, bool compared);
void prediction_table_close(struct prediction_table *p);

/* The next row, whose texts are in p->t->fields; false at the end. If predictions are compared, rows without a
   reference are passed over, and a table of no others is an error at its end. Errors that name file, line and column:
   what is no finite number; no prediction, where they are compared or there is no reference; atoms that are not above
   0; a prediction without a standard deviation where there is a column of them, or a negative one. */
bool prediction_table_next(struct prediction_table *p, struct prediction *row);

#endif
