/* Text from files and commands, before it reaches a terminal, a table, a stream or gnuplot: UTF-8 without control characters,
   of which some would move a terminal's cursor, forge a line, or end a picture. */
#ifndef MBTR_TEXT_H
#define MBTR_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Makes a text clean, in place: a blank for each byte of a control character, '?' for each that is not of UTF-8. The same
   text becomes the same wherever it is read, so that ids agree. Returns it. */
char *text_clean(char *text);

/* Whether n bytes are clean, but that lines may end in them where this is allowed. */
bool text_is_clean(const char *text, size_t n, bool lines);

#endif
