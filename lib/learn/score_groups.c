#include "learn/score_groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The place of a name, or where it belongs. */
static size_t place_of(const struct score_groups *g, const char *name)
{
    size_t first = 0, end = g->n;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (strcmp(g->at[middle].name, name) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

void score_groups_add(struct score_groups *g, const char *name, double reference, double predicted)
{
    size_t i = place_of(g, name);
    if (i == g->n || strcmp(g->at[i].name, name) != 0) {
        g->at = mem_grow(g->at, &g->capacity, g->n + 1, sizeof *g->at);
        memmove(g->at + i + 1, g->at + i, (g->n++ - i) * sizeof *g->at);
        g->at[i] = (struct score_group){.name = mem_text(name)};
    }
    score_add(&g->at[i].score, reference, predicted);
}

void score_groups_free(struct score_groups *g)
{
    for (size_t i = 0; i < g->n; i++)
        free(g->at[i].name);
    free(g->at);
    *g = (struct score_groups){0};
}
