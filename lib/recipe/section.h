/* The recipe's keys: one table per section, from which reading, checks, printing and comparison follow. */
#ifndef MBTR_FIELD_H
#define MBTR_FIELD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "recipe/yaml.h"

enum field_kind {
    FIELD_NUMBER, /* double, min <= x <= max */
    FIELD_COUNT,  /* unsigned, min <= n <= max */
    FIELD_ROW,    /* pointer to the row of a table whose rows begin with their name */
    FIELD_EITHER, /* bool: the second of two names */
    FIELD_CHOICE, /* int: index into names */
    FIELD_TEXT,   /* char * */
    FIELD_TERMS,  /* uint64_t: a list of terms, bit i for term i + 1; KERNEL_ALL: not set */
    FIELD_GRID,   /* the term's grid and bins: [first edge, last edge, number of bins] */
};

struct field {
    const char *key; /* a table ends with a row without */
    enum field_kind kind;
    size_t offset; /* in the section's struct */
    double min, max;
    const void *table; /* FIELD_ROW */
    size_t row_size;
    const char *const *names; /* FIELD_EITHER, FIELD_CHOICE */
};

/* A term with the key 'matrix' has matrix_fields, any other term_fields; the kernel has kernel_fields, its parts
   sum_fields or product_fields. */
extern const struct field term_fields[], matrix_fields[], kernel_fields[], sum_fields[], product_fields[],
    regression_fields[], search_fields[], top_fields[];

struct term;
const struct field *term_fields_of(const struct term *t);

/* The row for a key, NULL when there is none. */
const struct field *field_find(const struct field *table, const char *key);

/* Reads a node into the field of a section. */
void field_set(const struct field *f, void *section, struct yaml *y, const yaml_node_t *n);

/* Whether the field is one of several names; the one that it is, NULL where it is not set; makes it another, false when
   there is none of that name. The last two are for such fields only. */
bool field_names(const struct field *f);
const char *field_name(const struct field *f, const void *section);
bool field_choose(const struct field *f, void *section, const char *name);

/* Reads a mapping into a section; an unknown key ends the program and lists those there are. */
void field_set_section(const struct field *table, void *section, struct yaml *y, const yaml_node_t *n,
                       const char *what);

/* Appends the value as YAML; nothing for one that is not set (infinite, NULL). */
void field_print(const struct field *f, const void *section, struct bytes *to);

/* Any finite number. */
double field_number(struct yaml *y, const yaml_node_t *n);

/* Appends a section as a flow mapping. */
void field_print_section(const struct field *table, const void *section, struct bytes *to);

#endif
