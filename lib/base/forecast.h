/* What a program would do, told by --dry-run before it is done. */
#ifndef MBTR_FORECAST_H
#define MBTR_FORECAST_H

#include <stddef.h>

struct forecast {
    size_t rows, columns; /* of the kernel matrix */
    size_t memory;        /* bytes, without some 10 MB that every program takes */
    size_t output;        /* bytes that are written; 0: not known */
    double flops;
};

/* Prints a table of quantity, value and unit, and beside the memory what there is, to standard output: -o names what the work
   itself would write, which stays as it is. */
void forecast_print(struct forecast f);

/* With -v says how much memory there must be, and is. */
void forecast_note(size_t memory);

#endif
