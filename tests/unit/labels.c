/* Labels stand where they are wanted when nothing is in the way, and beside it when something is: lines of all directions,
   points, other labels and the frame. What they cover is found by walking along lines in small steps. */
#include "plot/labels.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 2000, LABELS = 40 };
static const double wide = 40, high = 12, near = 9, centre[2] = {200, 200};

static int wrong;

static void expect(bool right, const char *what, const struct label_box *b)
{
    if (right)
        return;
    fprintf(stderr, "%s: label at %g %g\n", what, b->x, b->y);
    wrong = 1;
}

static bool holds(const struct label_box *b, double x, double y)
{
    return fabs(x - b->x) < b->width / 2 && fabs(y - b->y) < b->height / 2;
}

static bool covers_line(const struct label_box *b, const double line[4])
{
    for (int i = 0; i <= STEPS; i++) {
        double t = (double)i / STEPS;
        if (holds(b, line[0] + t * (line[2] - line[0]), line[1] + t * (line[3] - line[1])))
            return true;
    }
    return false;
}

static bool is_at(const struct label_box *b, double x, double y)
{
    return fabs(b->x - x) < 1e-9 && fabs(b->y - y) < 1e-9;
}

/* Where a label goes that is wanted in a direction along an axis, when nothing is in the way. */
static const double direction[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

static bool is_wanted(const struct label_box *b, const double d[2])
{
    return is_at(b, centre[0] + d[0] * (near + wide / 2), centre[1] + d[1] * (near + high / 2));
}

/* One line, and whether a label that is wanted in a direction can stay where it is wanted. */
static void try_line(const double line[4], const double d[2], bool stays)
{
    struct labels l = {.width = 400, .height = 400};
    labels_avoid_line(&l, line, line + 2);
    struct label_box b = labels_place(&l, centre, wide, high, d[0], d[1]);
    expect(!covers_line(&b, line), "a line is covered", &b);
    expect(is_wanted(&b, d) == stays, stays ? "a line that is away moves it" : "it stays on a line", &b);
    labels_free(&l);
}

static void try_lines(void)
{
    double x, y;
    for (int i = 0; i < 4; i++) {
        const double *d = direction[i];
        x = centre[0] + d[0] * 30;
        y = centre[1] + d[1] * 14;
        try_line((double[4]){x, y - 100, x, y + 100}, d, false);
        try_line((double[4]){x, y + 100, x, y - 100}, d, false);
        try_line((double[4]){x - 100, y, x + 100, y}, d, false);
        try_line((double[4]){x - 60, y - 60, x + 60, y + 60}, d, false);
        try_line((double[4]){x + 60, y - 60, x - 60, y + 60}, d, false);
        /* On the other side, or on a line through it, but ending before. */
        x = centre[0] - d[0] * 60;
        y = centre[1] - d[1] * 60;
        try_line((double[4]){x + 50 * d[1], y + 50 * d[0], x - 50 * d[1], y - 50 * d[0]}, d, true);
        try_line((double[4]){x, y, x - 50 * d[0], y - 50 * d[1]}, d, true);
        try_line((double[4]){x, y, x - 40, y - 40}, d, true);
    }
    /* A step aside of one: it is beside the label where it passes it, though not before; and nearer, on it. */
    x = centre[0] + near + wide + 2;
    try_line((double[4]){x - 0.375, 0, x + 0.625, 400}, direction[0], true);
    try_line((double[4]){x - 0.625, 0, x + 0.375, 400}, direction[0], false);
}

static void try_points_and_frame(void)
{
    for (int i = 0; i < 4; i++) {
        const double *d = direction[i];
        struct labels l = {.width = 400, .height = 400}, narrow = l, cut = l;
        struct label_box b = labels_place(&l, centre, wide, high, d[0], d[1]);
        expect(is_wanted(&b, d), "it is not where it is wanted", &b);
        /* A single one may be covered rather than that the label goes far. */
        for (int n = 0; n < 10; n++)
            labels_avoid_point(&narrow, (double[2]){b.x, b.y});
        struct label_box c = labels_place(&narrow, centre, wide, high, d[0], d[1]);
        expect(!holds(&c, b.x, b.y), "points are covered", &c);
        cut.width = d[0] > 0 ? centre[0] + 20 : 400;
        cut.height = d[1] > 0 ? centre[1] + 10 : 400;
        c = labels_place(&cut, (double[2]){d[0] < 0 ? 20 : centre[0], d[1] < 0 ? 10 : centre[1]}, wide, high, d[0], d[1]);
        expect(c.x >= wide / 2 && c.x <= cut.width - wide / 2 && c.y >= high / 2 && c.y <= cut.height - high / 2,
               "the frame cuts it", &c);
        labels_free(&l);
        labels_free(&narrow);
        labels_free(&cut);
    }
}

static void try_many(void)
{
    struct labels l = {.width = 400, .height = 400};
    struct label_box b[LABELS];
    for (int i = 0; i < LABELS; i++) {
        double at[2] = {150 + 100 * drand48(), 150 + 100 * drand48()};
        b[i] = labels_place(&l, at, wide, high, 1, 0);
        expect(hypot(b[i].x - at[0], b[i].y - at[1]) < 130, "it is far from its point", &b[i]);
        for (int k = 0; k < i; k++)
            expect(fabs(b[i].x - b[k].x) >= wide - 1e-9 || fabs(b[i].y - b[k].y) >= high - 1e-9, "two overlap", &b[i]);
    }
    labels_free(&l);
}

int main(void)
{
    try_points_and_frame();
    try_lines();
    try_many();
    return wrong;
}
