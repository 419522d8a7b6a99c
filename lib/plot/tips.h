/* What the points of a picture tell when the pointer rests on them: title elements in its SVG. */
#ifndef MBTR_TIPS_H
#define MBTR_TIPS_H

#include "base/bytes.h"
#include "base/output.h"

/* Adds the text, lines of it made clean (base/text.h), of the next point in the order in which gnuplot draws them; points after the last text tell nothing. */
void tips_add(struct bytes *tips, const char *text);

/* Writes an SVG of gnuplot's with the texts in it, and without the names that gnuplot gives to curves. Texts for more points
   than there are is an error. */
void tips_write(const struct bytes *svg, const struct bytes *tips, struct output *out);

#endif
