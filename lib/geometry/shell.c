#include "geometry/shell.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
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
        s->x[c] = mem_grow(s->x[c], &s->capacity[c], s->n + SHELL_PAD, sizeof(double));
    s->distance = mem_grow(s->distance, &s->capacity[3], s->n + SHELL_PAD, sizeof(double));
    s->species = mem_grow(s->species, &s->capacity[4], s->n, sizeof *s->species);
    for (size_t j = 0; j < s->n; j++) {
        for (unsigned c = 0; c < 3; c++)
            s->x[c][j] = near[j].vector[c];
        s->distance[j] = near[j].distance;
        s->species[j] = species[near[j].atom];
    }
    for (size_t j = s->n; j < s->n + SHELL_PAD; j++) {
        for (unsigned c = 0; c < 3; c++)
            s->x[c][j] = INFINITY;
        s->distance[j] = INFINITY;
    }
}

/* The longest distance of a neighbour with which a tuple may still count. */
static double longest_of(const struct term *term, double most, double closest, double edge0, double edge1)
{
    const bool product = term->weighting->product;
    if (term->body == 4)
        return weighting_functions_third(product, most, edge0, edge1);
    return weighting_functions_edges(term->weighting, term->body) == 2
               ? weighting_functions_other(product, most, edge0)
               : weighting_functions_second(product, most, edge0, closest);
}

/* Neighbours come by distance, and rows that follow each other end near each other. */
void shell_row_ends(struct shell *s, const struct term *term, double closest, const double *edge0, size_t n, double edge1)
{
    double most = weighting_functions_most(term);
    size_t end = s->n;
    s->end = mem_grow(s->end, &s->end_capacity, n, sizeof *s->end);
    for (size_t i = 0; i < n; i++) {
        if (term->cutoff > 0) {
            double longest = longest_of(term, most, closest, edge0[i], edge1);
            while (end > 0 && s->distance[end - 1] > longest)
                end--;
            while (end < s->n && s->distance[end] <= longest)
                end++;
        }
        s->end[i] = end;
    }
}
