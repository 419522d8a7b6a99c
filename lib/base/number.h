/* Numbers in texts, of files and of command lines. */
#ifndef MBTR_NUMBER_H
#define MBTR_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* No number that is learned or compared is beyond this, so that sums of squares, and what is divided by small numbers, stay
   finite: programs refuse it where they read it. */
#define NUMBER_MAX 1e99

/* A number from the start of a text, correctly rounded as by strtod, exponents by E, D or, as Mathematica writes them, *^;
   NULL when there is none, else where it ends. NaN and infinities are read; the caller refuses them. */
const char *number_scan(const char *text, double *value);

/* Whether a text is a word for a number that there is not: nan in any letters, None, null, NA (Na is sodium), N/A. */
bool number_is_missing(const char *text);

/* A whole number or a finite number from all of a text; false when it is none. The latter may be written 2^-4.5. */
bool number_count(const char *text, size_t *value);
bool number_parse(const char *text, double *value);

/* Appends a finite number; what is appended reads back as the same number. */
void number_print(struct bytes *to, double x);

/* The nearest number of so many decimal digits, up to 17. */
double number_rounded(double x, int digits);

#endif
