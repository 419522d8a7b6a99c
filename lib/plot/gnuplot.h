/* Pictures by gnuplot, run as a child: a script goes in, a picture comes out. */
#ifndef MBTR_GNUPLOT_H
#define MBTR_GNUPLOT_H

#include "base/bytes.h"
#include "base/output.h"
#include "plot/look.h"

struct picture_format {
    const char *name; /* also the suffix of files */
    /* Of gnuplot; printed with family and size of the font, width of lines, width, height, and that of lines again. It sets the
       variable point, the size of a point with a radius of 3 units: no other sizes of points are alike in all formats. */
    const char *terminal;
    const char *needs;         /* the terminal's name, which a gnuplot may lack */
    const char *family;        /* of the font, where users name none */
    double font, line, length; /* what a printed point (1/72 inch) is in the terminal's sizes of fonts, lines, and pictures */
    enum output_kind kind;
    void (*write)(const struct bytes *picture, const struct bytes *tips, struct output *out);
};

/* Formats; ends with a row without name. */
extern const struct picture_format gnuplot_formats[];

/* The place of a picture's format for a path (NULL: standard output): the one that is wanted, or where that is
   negative what the suffix names, the first, SVG, where there is none. The suffix of another format is an error, and so is a
   picture for a terminal. */
int gnuplot_choose(int wanted, const char *path);

/* A picture in the making. Start with {.look}. */
struct drawing {
    const struct look *look;
    struct canvas canvas;
    double left, bottom; /* what is beside the frame of the axes that was last */
    struct bytes script; /* for gnuplot */
    struct bytes tips;   /* of points (plot/tips.h) */
};

/* M. Okabe, K. Ito: colours that all can tell apart. Where there are more curves, the second round is dashed. */
enum { GNUPLOT_COLOURS = 7 };
extern const char *const gnuplot_colours[GNUPLOT_COLOURS];

/* Appends the start of every script: format, size, font, the look of axes and text, and the title. */
void gnuplot_start(struct drawing *d, struct canvas canvas);

/* Appends where the frame of the axes is: what surrounds it, in units. */
void gnuplot_frame(struct drawing *d, double left, double right, double bottom, double top);

/* Appends the names of axes with their units (NULL: none) behind them, below the frame and at the left end of the picture; y
   NULL: there is none. gnuplot's own places differ from format to format, and are off the picture in some. */
void gnuplot_axes(struct drawing *d, const char *x, const char *x_unit, const char *y, const char *y_unit);

/* Appends a text, made clean (base/text.h), as gnuplot reads it literally, in quotes. */
void gnuplot_quote(struct bytes *script, const char *text);

/* Appends a text so that gnuplot takes none of it for markup. */
void gnuplot_escape(struct bytes *to, const char *text);

/* A round number, 1, 2 or 5 times a power of ten, that cuts a range > 0 into at most parts steps. */
double gnuplot_step(double range, double parts);

/* Units that numbers and a name left of an upright axis take, whose tics are the multiples of a step between its ends. */
double gnuplot_left(const double range[2], double step);
/* The same for numbers of so many characters. */
double gnuplot_left_of(int characters);

/* Opens path (NULL: standard output), runs the script and writes what gnuplot draws; frees the drawing. A missing gnuplot,
   one that lacks the format's terminal, or a failing one is an error. */
void gnuplot_draw(struct drawing *d, const char *path);

#endif
