/* Places for labels beside points, clear of each other and of what is drawn. Lengths are in points of the picture. */
#ifndef MBTR_LABELS_H
#define MBTR_LABELS_H

#include <stddef.h>

struct label_box {
    double x, y, width, height; /* its middle, and its size */
};

/* Start with {.width, .height}; free with labels_free. */
struct labels {
    double width, height; /* of the frame, which starts at 0, 0 */
    size_t boxes, lines, points, capacity[3];
    struct label_box *box;
    double (*line)[4]; /* from x, y to x, y */
    double (*point)[2];
};

/* Adds what labels should not cover: a line, worse, or a point; worst a box. */
void labels_avoid_line(struct labels *l, const double from[2], const double to[2]);
void labels_avoid_box(struct labels *l, const struct label_box *box);
void labels_avoid_point(struct labels *l, const double at[2]);

/* The place for a label of this size beside a point: near it, rather in the direction dx, dy, covering as little as can
   be. Later labels avoid it. */
struct label_box labels_place(struct labels *l, const double at[2], double width, double height, double dx, double dy);

void labels_free(struct labels *l);

#endif
