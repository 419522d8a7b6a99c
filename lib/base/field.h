/* Members of a struct that have a key: a table of them, from which reading, checks, printing and comparison follow
   (recipe/section.h does so for YAML). The table stands beside its struct. */
#ifndef MBTR_FIELD_H
#define MBTR_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/names.h"

enum field_kind {
    FIELD_NUMBER, /* double, min <= x <= max, finite bounds */
    FIELD_COUNT,  /* unsigned, min <= n <= max */
    FIELD_ROW,    /* pointer to the row of a table whose rows begin with their name */
    FIELD_EITHER, /* bool: the second of two names */
    FIELD_MARK,   /* the same, where the first is what is meant by older recipes and streams: it is not printed */
    FIELD_CHOICE, /* int: place in names */
    FIELD_TEXT,   /* char * */
    FIELD_TERMS,  /* uint64_t: a list of terms, bit i for term i + 1, at most max; all bits: not set */
    FIELD_GRID,   /* struct field_grid of at most max bins: [first edge, last edge, number of bins], edges as lengths */
};

/* What numbers of a recipe are between: lengths, and other values of geometry functions; factors, and all others. Products,
   squares and ratios of a few of them are still numbers of full precision. */
#define FIELD_SHORTEST 1e-12
#define FIELD_LONGEST 1e12
#define FIELD_LEAST 1e-50
#define FIELD_MOST 1e50

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
    struct names names; /* FIELD_ROW, FIELD_EITHER, FIELD_MARK, FIELD_CHOICE */
};

/* Rows of a table: the member of struct s as a value between low and high; as a number; as one of names, be they a table
   or a list. */
#define FIELD_OF(s, name, member, what, low, high)                                                    \
    {                                                                                                 \
        .key = name, .kind = what, .offset = offsetof(struct s, member), .min = (low), .max = (high), \
    }
#define FIELD_NUMBER_OF(s, key, member, low, high) FIELD_OF(s, key, member, FIELD_NUMBER, low, high)
#define FIELD_NAMES_OF(s, key, member, kind, list)                  \
    {                                                               \
        key, kind, offsetof(struct s, member), 0, 0, NAMES_OF(list) \
    }

/* The row for a key, NULL when there is none. */
const struct field *field_find(const struct field *table, const char *key);

/* Whether the field is one of several names; the one that it is in this struct, NULL where it is not set; makes it the
   one at a place; makes it another, false when there is none of that name. The last three are for such fields only. */
bool field_is_name(const struct field *f);
const char *field_name(const struct field *f, const void *section);
void field_set_place(const struct field *f, void *section, int place);
bool field_choose(const struct field *f, void *section, const char *name);

#endif
