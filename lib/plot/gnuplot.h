/* Pictures by gnuplot, run as a child: a script goes in, a picture comes out. */
#ifndef MBTR_GNUPLOT_H
#define MBTR_GNUPLOT_H

#include "base/bytes.h"
#include "base/output.h"

enum picture { PICTURE_SVG, PICTURE_PNG };

struct picture_format {
    const char *name;     /* also the suffix of files */
    const char *terminal; /* of gnuplot, printed with width and height */
    enum output_kind kind;
};

/* Formats, in the order of enum picture; ends with a row without name. */
extern const struct picture_format gnuplot_formats[];

/* The format of a picture for a path (NULL: standard output): the one at this place in the table, or where that is
   negative what the suffix names, SVG where there is none. The suffix of another format is an error, and so is a picture for
   a terminal. */
enum picture gnuplot_choose(int wanted, const char *path);

/* M. Okabe, K. Ito: colours that all can tell apart. Where there are more curves, the second round is dashed. */
enum { GNUPLOT_COLOURS = 7 };
extern const char *const gnuplot_colours[GNUPLOT_COLOURS];

/* Appends the start of every script: format, width and height (in the points of an SVG; a PNG has twice as many
   pixels), font, and the look of axes and text. */
void gnuplot_start(struct bytes *script, enum picture format, unsigned width, unsigned height);

/* Appends a text, made clean (base/text.h), as gnuplot reads it literally, in quotes. */
void gnuplot_quote(struct bytes *script, const char *text);

/* A round number, 1, 2 or 5 times a power of ten, that cuts a range > 0 into at most parts steps. */
double gnuplot_step(double range, double parts);

/* Opens path (NULL: standard output), runs the script and writes what gnuplot draws. A missing gnuplot or a failing one
   is an error. */
void gnuplot_draw(const struct bytes *script, enum picture format, const char *path);

#endif
