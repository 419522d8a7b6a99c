#include "geometry/term_group.h"

#include "geometry/weighting_functions.h"

struct term_group term_group_of(const struct term *t)
{
    return (struct term_group){1, {t}};
}

static bool same_grid(const struct field_grid *a, const struct field_grid *b)
{
    return a->start == b->start && a->stop == b->stop && a->bins == b->bins;
}

static bool are_alike(const struct term *a, const struct term *b)
{
    return a->body == b->body && a->geometry == b->geometry && a->sigma == b->sigma && same_grid(&a->grid, &b->grid) &&
           a->cutoff == 0 && b->cutoff == 0 && a->reach == b->reach && a->taper == b->taper && a->ordered == b->ordered &&
           a->density == b->density &&
           weighting_functions_edges(a->weighting, a->body) == weighting_functions_edges(b->weighting, b->body);
}

bool term_group_add(struct term_group *g, const struct term *t)
{
    if (g->n == WEIGHTS_MAX || (g->n > 0 && !are_alike(g->term[0], t)))
        return false;
    g->term[g->n++] = t;
    return true;
}
