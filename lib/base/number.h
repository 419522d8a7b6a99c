/* Numbers in texts, of files and of command lines. */
#ifndef MBTR_NUMBER_H
#define MBTR_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* A number from the start of a text, correctly rounded as by strtod, D and E exponents both; NULL when there is none,
   else where it ends. NaN and infinities are read; the caller refuses them. */
const char *number_scan(const char *text, double *value);

/* A whole number or a finite number from all of a text; false when it is none. The latter may be written 2^-4.5. */
bool number_count(const char *text, size_t *value);
bool number_parse(const char *text, double *value);

/* Appends a finite number; what is appended reads back as the same number. */
void number_print(struct bytes *to, double x);

#endif
