/* Values of a comment line's pairs (structure/comment_pairs.h): lists of numbers or of truths. */
#ifndef MBTR_COMMENT_VALUE_H
#define MBTR_COMMENT_VALUE_H

#include <stdbool.h>
#include <stddef.h>

/* The numbers of a value, parted by blanks, commas and brackets. Stores up to room of them and returns how many there
   are, or stops at what is none: *stray is then its place, else NULL. They may be not finite. */
size_t comment_value_numbers(const char *value, double *to, size_t room, const char **stray);

/* The same for truth values: T, F, true and false, or 1 and 0; not both kinds, which ASE reads otherwise. */
size_t comment_value_truths(const char *value, bool *to, size_t room, const char **stray);

#endif
