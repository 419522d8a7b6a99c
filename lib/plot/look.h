/* What users choose of every picture: its format, size, font, title and ranges; and how much room it then has.

   Lengths within a picture are in units of a fourteenth of the font's size, so that a larger font takes more of the room
   and nothing else changes; a picture of one column, 8.5 cm, has 482 of them at 7 points. */
#ifndef MBTR_LOOK_H
#define MBTR_LOOK_H

#include <stdbool.h>
#include <stddef.h>

enum { LOOK_X, LOOK_Y, LOOK_AXES };

struct look {
    int format;                 /* its place in gnuplot_formats */
    const char *title;          /* NULL: none */
    char font[64];              /* the family; "": that of the format */
    double points;              /* size of the font; 1/72 inch each */
    double size[2];             /* width and height in points; 0: the picture's own */
    double range[LOOK_AXES][2]; /* ends of axes; NAN: the picture's own */
};

/* The lengths of a whole picture in units. */
struct canvas {
    double width, height;
};

/* Takes texts of the command line, each of which may be NULL. Wrong usage is an error.
   size: "8.5x7cm", a width and perhaps a height, in cm (also when no unit is named), mm, in or pt.
   font: "FAMILY,POINTS", of which one may be left out.
   range: "x=LOW:HIGH,y=LOW:HIGH"; an axis or an end may be left out. */
void look_read(struct look *l, const char *size, const char *font, const char *range);

/* Printed points in a unit. */
double look_unit(const struct look *l);

/* The picture's canvas; proportion: of height to width, where users choose no height. Without a width it is a column. */
struct canvas look_canvas(const struct look *l, double proportion);

/* Lengthens sides that users did not choose to what is needed. */
void look_grow(const struct look *l, struct canvas *c, double width, double height);

/* The room of a title above a picture: 0 where there is none. */
double look_title_room(const struct look *l);

/* What is left of a length for the axes; too little is an error that tells the way out. */
double look_frame(double length, double taken);

/* Puts the chosen ends in place of an axis' own. Chosen ends that leave nothing are an error, and on a logarithmic axis
   ends that are not above 0. Returns whether any was chosen. */
bool look_range(const struct look *l, int axis, bool logarithmic, double range[2]);

/* Of a picture that has no such axis: chosen ends of it are an error. */
void look_lacks(const struct look *l, int axis);

#endif
