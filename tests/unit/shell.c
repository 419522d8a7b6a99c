/* How far into the neighbours tuples go, against trying one neighbour after the other: for every weighting of three edges, and
   more neighbours than a batch holds. */
#include "geometry/shell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "geometry/weighting_functions.h"

enum { NEIGHBOURS = 2 * BATCH + 90 };
static const double closest = 0.7, middle = 1.1;

static double weight(const struct term *t, const double edge[3])
{
    struct batch *one = mem_zero(1, sizeof *one);
    one->n = 1;
    for (int e = 0; e < 3; e++)
        one->edge[e][0] = edge[e];
    t->weighting->measure(one, weighting_functions_edges(t->weighting, t->body), one->weight[0]);
    t->weighting->apply(one->weight[0], 1, t->length);
    double w = one->weight[0][0];
    free(one);
    return w;
}

/* The first neighbour whose tuple with this first edge weighs less than the cutoff. */
static size_t end_of(const struct term *t, const struct shell *s, double edge0, bool triangle)
{
    size_t j = 0;
    for (; j < s->n; j++) {
        double d = s->distance[j], third = fmax(d - edge0, closest);
        double w = triangle ? weight(t, (double[3]){edge0, d, third}) : weight(t, (double[3]){edge0, middle, d});
        if (w < t->cutoff)
            break;
    }
    return j;
}

static int check(const struct term *t, struct shell *s, bool triangle)
{
    size_t within = 0;
    shell_row_ends(s, t, closest, s->distance, s->n, middle);
    for (size_t i = 0; i < s->n; i += 3) {
        size_t right = end_of(t, s, s->distance[i], triangle);
        within += right > 0 && right < s->n;
        if (s->end[i] != right) {
            fprintf(stderr, "%s, %s, row %zu: end %zu, expected %zu\n", t->weighting->name, triangle ? "triangles" : "chains",
                    i, s->end[i], right);
            return 1;
        }
    }
    return within == 0;
}

int main(void)
{
    struct shell s = {.n = NEIGHBOURS, .distance = mem_new(NEIGHBOURS, sizeof(double))};
    int wrong = 0;
    for (size_t i = 0; i < s.n; i++)
        s.distance[i] = closest + 6 * (double)i / NEIGHBOURS;
    for (const struct weighting_function *w = weighting_functions; w->name; w++)
        for (int triangle = 0; triangle < 2; triangle++) {
            struct term t = {.body = triangle ? 3 : 4, .weighting = w, .length = 2};
            /* What some rows reach and others do not. */
            t.cutoff = weight(&t, (double[3]){3, triangle ? 4 : middle, triangle ? closest : 4});
            if (w->bodies & 1u << t.body && isfinite(w->most(1e-9, 1)))
                wrong |= check(&t, &s, triangle);
        }
    shell_free(&s);
    return wrong;
}
