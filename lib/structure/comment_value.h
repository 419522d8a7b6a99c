/* Values of a comment line's pairs (structure/comment_pairs.h): a number, lists of numbers or of truths. Before any of
   them may stand "_JSON ", with which ASE begins what it writes as JSON. */
#ifndef MBTR_COMMENT_VALUE_H
#define MBTR_COMMENT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

/* A number of a value, and where it stands there; {0} before the first. stray: what stands in its place, or a bracket that is
   not in order; NULL: nothing. */
struct comment_number {
    const char *at, *end, *stray;
    double value; /* perhaps not finite */
};

/* The next number of a value, parted by blanks, commas and brackets; false: there is none, or something else. */
bool comment_value_next(const char *value, struct comment_number *n);

/* All of them. Stores up to room of them and returns how many there
   are, or stops at what is none: *stray is then its place, else NULL. They may be not finite. */
size_t comment_value_numbers(const char *value, double *to, size_t room, const char **stray);

/* The same for truth values: T, F, true and false in any letters, three of T and F without blanks, or 1 and 0; not both
   kinds, which ASE reads otherwise. */
size_t comment_value_truths(const char *value, bool *to, size_t room, const char **stray);

/* What a value is, for who looks for one number. */
enum comment_value {
    COMMENT_VALUE_NUMBER,  /* finite */
    COMMENT_VALUE_MISSING, /* not finite, or a word for that there is none (base/number.h) */
    COMMENT_VALUE_NEARLY,  /* a number and its unit, or the stars that Fortran writes where a number lacks room */
    COMMENT_VALUE_OTHER,
};

/* Tells which, and a finite number in *number. */
enum comment_value comment_value_kind(const char *value, double *number);

#endif
