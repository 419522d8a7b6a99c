/* What pictures of phase diagrams of two, of three, and of more elements have in common. */
#ifndef MBTR_DIAGRAM_DRAW_H
#define MBTR_DIAGRAM_DRAW_H

#include "plot/diagram.h"
#include "plot/labels.h"

/* Colours: of what was calculated and predicted, of the hull that was found and of the true one. */
extern const char diagram_draw_calculated[], diagram_draw_predicted[], diagram_draw_found[], diagram_draw_true[];

/* Discs of which the middle is white, from data; gnuplot draws circles with lines that differ from format to format. Each is two
   points. */
void diagram_draw_ring(struct bytes *script, const char *data, double size, const char *colour);

/* Units of width that a formula takes, with its numbers below the line. */
double diagram_draw_width(const char *formula);

/* Appends the formula of a vertex as a label, clear of all in l, whose frame is gnuplot's graph; at: its place in that
   frame; dx, dy: the direction in which it should be. A label that is not near has a line to its vertex. */
void diagram_draw_label(struct bytes *script, const struct diagram *p, const struct diagram_vertex *v, struct labels *l,
                        const double at[2], double dx, double dy);

/* Appends a name with the unit behind it, quoted and as it stands. */
void diagram_draw_name(struct bytes *script, const char *name, const char *unit);

/* Adds what a point tells, and what a vertex of a hull tells. */
void diagram_draw_tip(struct drawing *d, const struct diagram *p, const struct diagram_point *q, const char *unit);
void diagram_draw_vertex_tip(struct drawing *d, const struct diagram *p, const struct diagram_vertex *v, const char *unit);

/* Appends the end of the plot command: vertices of the true hull that were missed, the data $missed, if there are such, and the
   entries of the key. truth, missed: whether the true hull is drawn, and such vertices. */
void diagram_draw_key(struct bytes *script, const struct diagram *p, bool truth, bool missed);

/* The picture of two elements, that of three, and that of more. */
void diagram_draw_binary(const struct diagram *p, const char *unit, struct drawing *d);
void diagram_draw_ternary(const struct diagram *p, const char *unit, struct drawing *d);
void diagram_draw_phases(const struct diagram *p, const char *unit, struct drawing *d);

#endif
