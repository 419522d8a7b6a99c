/* Tables of text: a header line of names, then rows. Columns are parted by tabs; where the header line has none, by
   semicolons, else by commas: in such a table (CSV, RFC 4180) a field may stand in double quotes, two of which are one
   inside, but ends on its line, and blanks around it do not count. A table whose last line has no end was cut short and is
   refused (base/output.h writes them so). Names and fields are clean (base/text.h). */
#ifndef MBTR_TABLE_H
#define MBTR_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/input.h"

struct table {
    struct input *in;
    size_t columns;
    char **names;
    char **fields; /* of the row that table_read gave last, until the next: columns of them */
    char *header;
    char mark;    /* parts columns: a tab, semicolon or comma */
    bool growing; /* a last line without an end is one that is being written: it does not count */
};

/* Opens a file, NULL or "-" for standard input, and reads the header line. */
struct table *table_open(const char *path);

/* The same of what is open already, and from where it is read; the table closes it. */
struct table *table_from(struct input *in);

/* The same of an open file of ours, parted by tabs, that another line may be added to; the table closes it. The name is for messages and kept. */
struct table *table_growing(int fd, const char *name);
void table_close(struct table *t);

/* The next row into t->fields; false at the end. A row with another number of columns is an error. */
bool table_read(struct table *t);

/* Index of the column of that name, t->columns when there is none. */
size_t table_find(const struct table *t, const char *name);

/* Index of the column of that name; its absence is an error that lists the names there are. */
size_t table_column(const struct table *t, const char *name);

/* Field as a number up to NUMBER_MAX (base/number.h); one that is empty or tells that there is none (base/number.h) is false,
   anything else an error with file, line and column's name. */
bool table_number(const struct table *t, size_t column, double *value);

#endif
