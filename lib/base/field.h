/* Members of a struct that have a key: a table of them, from which reading, checks, printing and comparison follow
   (recipe/section.h does so for YAML). The table stands beside its struct. */
#ifndef MBTR_FIELD_H
#define MBTR_FIELD_H

#include <stdbool.h>
#include <stddef.h>

enum field_kind {
    FIELD_NUMBER, /* double, min <= x <= max */
    FIELD_COUNT,  /* unsigned, min <= n <= max */
    FIELD_ROW,    /* pointer to the row of a table whose rows begin with their name */
    FIELD_EITHER, /* bool: the second of two names */
    FIELD_CHOICE, /* int: index into names */
    FIELD_TEXT,   /* char * */
    FIELD_TERMS,  /* uint64_t: a list of terms, bit i for term i + 1, at most max; all bits: not set */
    FIELD_GRID,   /* struct field_grid of at most max bins: [first edge, last edge, number of bins] */
};

/* Bins of equal width. */
struct field_grid {
    double start, stop; /* first and last edge */
    size_t bins;
};

struct field {
    const char *key; /* a table ends with a row without */
    enum field_kind kind;
    size_t offset; /* in the struct */
    double min, max;
    const void *table; /* FIELD_ROW */
    size_t row_size;
    const char *const *names; /* FIELD_EITHER, FIELD_CHOICE: up to NULL */
};

/* Rows of a table: the member of struct s as a number between low and high, as a row of a table, as one of a list of
   names. */
#define FIELD_NUMBER_OF(s, key, member, low, high)                              \
    {                                                                           \
        key, FIELD_NUMBER, offsetof(struct s, member), low, high, NULL, 0, NULL \
    }
#define FIELD_ROW_OF(s, key, member, rows)                                           \
    {                                                                                \
        key, FIELD_ROW, offsetof(struct s, member), 0, 0, rows, sizeof *(rows), NULL \
    }
#define FIELD_NAMES_OF(s, key, member, kind, list)                 \
    {                                                              \
        key, kind, offsetof(struct s, member), 0, 0, NULL, 0, list \
    }

/* The row for a key, NULL when there is none. */
const struct field *field_find(const struct field *table, const char *key);

/* Whether the field is one of several names; the one that it is in this struct, NULL where it is not set; makes it
   another, false when there is none of that name. The last two are for such fields only. */
bool field_is_name(const struct field *f);
const char *field_name(const struct field *f, const void *section);
bool field_choose(const struct field *f, void *section, const char *name);

/* The name that a row of a FIELD_ROW's table begins with, NULL after the last; the row of a name, NULL when there is
   none; the place of a name among names, -1 when there is none. */
const char *field_name_of_row(const char *row);
const void *field_find_row(const struct field *f, const char *name);
int field_find_choice(const struct field *f, const char *name);

#endif
