#include "plot/labels.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

/* Directions that are tried, and how far a label may be from its point: the least, and how much further. */
enum { DIRECTIONS = 32, NEAR = 9, STEP = 4, STEPS = 24 };

/* What it costs to cover one thing, or to be further away or turned; only ratios matter. */
static const double cost_box = 1000, cost_line = 150, cost_point = 6, cost_away = 1, cost_turn = 12;

void labels_avoid_line(struct labels *l, const double from[2], const double to[2])
{
    l->line = mem_grow(l->line, &l->capacity[1], l->lines + 1, sizeof *l->line);
    double *line = l->line[l->lines++];
    line[0] = from[0];
    line[1] = from[1];
    line[2] = to[0];
    line[3] = to[1];
}

void labels_avoid_point(struct labels *l, const double at[2])
{
    l->point = mem_grow(l->point, &l->capacity[2], l->points + 1, sizeof *l->point);
    l->point[l->points][0] = at[0];
    l->point[l->points++][1] = at[1];
}

void labels_avoid_box(struct labels *l, const struct label_box *box)
{
    l->box = mem_grow(l->box, &l->capacity[0], l->boxes + 1, sizeof *l->box);
    l->box[l->boxes++] = *box;
}

static bool overlap(const struct label_box *a, const struct label_box *b)
{
    return 2 * fabs(a->x - b->x) < a->width + b->width && 2 * fabs(a->y - b->y) < a->height + b->height;
}

/* Narrows the part of a line, from[0] to from[1] of its length, that is within half of a middle in one coordinate. */
static void clip(double start, double stop, double middle, double half, double part[2])
{
    double step = stop - start, low = middle - half - start, high = middle + half - start;
    if (step == 0) {
        if (low > 0 || high < 0)
            part[0] = 2;
        return;
    }
    part[0] = fmax(part[0], fmin(low / step, high / step));
    part[1] = fmin(part[1], fmax(low / step, high / step));
}

static bool is_crossed(const struct label_box *b, const double line[4])
{
    double part[2] = {0, 1};
    clip(line[0], line[2], b->x, b->width / 2 + 2, part);
    clip(line[1], line[3], b->y, b->height / 2, part);
    return part[0] < part[1];
}

static double cost(const struct labels *l, const struct label_box *b)
{
    double sum = 0;
    bool inside = b->x - b->width / 2 >= 0 && b->x + b->width / 2 <= l->width && b->y - b->height / 2 >= 0 &&
                  b->y + b->height / 2 <= l->height;
    if (!inside)
        sum += cost_box;
    for (size_t i = 0; i < l->boxes; i++)
        sum += overlap(b, &l->box[i]) ? cost_box : 0;
    for (size_t i = 0; i < l->lines; i++)
        sum += is_crossed(b, l->line[i]) ? cost_line : 0;
    for (size_t i = 0; i < l->points; i++) {
        struct label_box dot = {l->point[i][0], l->point[i][1], 6, 6};
        sum += overlap(b, &dot) ? cost_point : 0;
    }
    return sum;
}

struct label_box labels_place(struct labels *l, const double at[2], double width, double height, double dx, double dy)
{
    struct label_box best = {at[0], at[1], width, height};
    double least = INFINITY, wanted = atan2(dy, dx);
    for (int d = 0; d < DIRECTIONS; d++) {
        double turn = acos(-1) * (2.0 * d / DIRECTIONS - 1), u = cos(wanted + turn), v = sin(wanted + turn);
        for (int s = 0; s < STEPS; s++) {
            double gap = NEAR + STEP * s;
            struct label_box b = {at[0] + u * (gap + fabs(u) * width / 2), at[1] + v * (gap + fabs(v) * height / 2), width,
                                  height};
            double sum = cost(l, &b) + cost_away * (gap - NEAR) + cost_turn * fabs(turn);
            if (sum < least) {
                least = sum;
                best = b;
            }
        }
    }
    labels_avoid_box(l, &best);
    return best;
}

void labels_free(struct labels *l)
{
    free(l->box);
    free(l->line);
    free(l->point);
    *l = (struct labels){0};
}
