/* What pictures of phase diagrams of two and of three elements have in common. */
#ifndef MBTR_HULL_DRAW_H
#define MBTR_HULL_DRAW_H

#include "plot/hull.h"
#include "plot/labels.h"

/* Colours: of what was calculated and predicted, of the hull that was found and of the true one. */
extern const char hull_calculated[], hull_predicted[], hull_found[], hull_true[];

/* Appends the formula of a vertex as a label, clear of all in l, whose frame is gnuplot's graph; at: its place in that
   frame; dx, dy: the direction in which it should be. A label that is not near has a line to its vertex. */
void hull_put_label(struct bytes *script, const struct hull_plot *p, const struct hull_vertex *v, struct labels *l,
                    const double at[2], double dx, double dy);

/* Appends a name with the unit behind it, quoted and as it stands. */
void hull_put_name(struct bytes *script, const char *name, const char *unit);

/* Appends the end of the plot command: vertices of the true hull that were missed, the data $missed, and the entries of
   the key. truth: whether the true hull is drawn. */
void hull_put_key(struct bytes *script, const struct hull_plot *p, bool truth);

/* The picture of two elements, and that of three. */
void hull_binary_script(const struct hull_plot *p, const char *unit, enum picture format, struct bytes *script);
void hull_ternary_script(const struct hull_plot *p, const char *unit, enum picture format, struct bytes *script);

#endif
