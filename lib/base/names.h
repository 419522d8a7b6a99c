/* Names to choose from: a table whose rows begin with their name and end with a row without, or a list of names, which
   is such a table too. */
#ifndef MBTR_NAMES_H
#define MBTR_NAMES_H

#include <stddef.h>

#include "base/bytes.h"

struct names {
    const void *table; /* borrowed */
    size_t row_size;
};

/* The names of an array's rows. */
#define NAMES_OF(array)          \
    {                            \
        (array), sizeof *(array) \
    }

/* The row at a place, counted from 0, and its name, NULL after the last row. */
const void *names_row(struct names names, int place);
const char *names_at(struct names names, int place);

/* The place of a name; -1 where there is none. */
int names_find(struct names names, const char *name);

/* Appends "a, b or c", each name between two of the marks. */
void names_list(struct names names, const char *mark, struct bytes *to);

#endif
