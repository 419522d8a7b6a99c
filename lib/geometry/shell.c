#include "geometry/shell.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/threads.h"
#include "geometry/weighting_functions.h"

void shell_free(struct shell *s)
{
    for (unsigned c = 0; c < 3; c++)
        free(s->x[c]);
    free(s->distance);
    free(s->species);
    free(s->end);
}

void shell_load(struct shell *s, const struct neighbours *n, const uint64_t *species, size_t i)
{
    const struct neighbour *near = n->list + n->start[i];
    s->n = n->start[i + 1] - n->start[i];
    s->near = near;
    for (unsigned c = 0; c < 3; c++)
        s->x[c] = mem_grow(s->x[c], &s->capacity[c], s->n, sizeof(double));
    s->distance = mem_grow(s->distance, &s->capacity[3], s->n, sizeof(double));
    s->species = mem_grow(s->species, &s->capacity[4], s->n, sizeof *s->species);
    for (size_t j = 0; j < s->n; j++) {
        for (unsigned c = 0; c < 3; c++)
            s->x[c][j] = near[j].vector[c];
        s->distance[j] = near[j].distance;
        s->species[j] = species[near[j].atom];
    }
}

/* Probes the middle neighbour of the stretch left to each of n rows. */
MANY_TARGETS static void fill_probe(struct batch *probe, const double *restrict distance, const double *restrict edge0,
                                    const size_t *restrict end, size_t half, double edge1, double closest, bool triangle)
{
    for (size_t i = 0; i < probe->n; i++) {
        double d = distance[end[i] + half - 1], third = d - edge0[i];
        third = third > closest ? third : closest;
        probe->edge[0][i] = edge0[i];
        probe->edge[1][i] = triangle ? d : edge1;
        probe->edge[2][i] = triangle ? third : d;
    }
}

/* Sums and products grow with every edge, so the neighbours that keep a tuple's weight at or above the cutoff come first.
   Bisection, all rows at a time. */
void shell_row_ends(struct shell *s, const struct term *term, double closest, const double *edge0, size_t n, double edge1,
                    bool triangle)
{
    double most = weighting_functions_most(term);
    s->end = mem_grow(s->end, &s->end_capacity, n, sizeof *s->end);
    for (size_t i = 0; i < n; i++)
        s->end[i] = term->cutoff > 0 ? 0 : s->n;
    for (size_t first = 0; term->cutoff > 0 && first < n; first += BATCH) {
        size_t *end = s->end + first;
        s->probe.n = n - first < BATCH ? n - first : BATCH;
        for (size_t length = s->n, half; length > 0; length -= half) {
            half = (length + 1) / 2;
            fill_probe(&s->probe, s->distance, edge0 + first, end, half, edge1, closest, triangle);
            term->weighting->measure(&s->probe, 3);
            for (size_t i = 0; i < s->probe.n; i++)
                end[i] += s->probe.weight[i] <= most ? half : 0;
        }
    }
}
