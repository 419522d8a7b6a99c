#include "geometry/tuple_slopes.h"

#include <math.h>
#include <string.h>

#include "geometry/geometry_functions.h"
#include "geometry/taper.h"
#include "geometry/weighting_functions.h"

void tuple_slopes_of_value(const struct batch *b, const struct term *term, struct tuple_slopes *to)
{
    memset(to, 0, sizeof *to);
    if (term->geometry->slope)
        term->geometry->slope(b, to);
}

void tuple_slopes_of_weight(const struct batch *b, const struct term *term, double to[EDGES_MAX][BATCH])
{
    memset(to, 0, EDGES_MAX * sizeof *to);
    if (term->weighting->slope)
        term->weighting->slope(b, weighting_functions_edges(term->weighting, term->body), term->length, to);
}

void tuple_slopes_of_taper(const struct batch *b, const struct term *term, double to[EDGES_MAX][BATCH])
{
    memset(to, 0, EDGES_MAX * sizeof *to);
    if (isfinite(term->reach))
        taper_slope(b, term, to);
}

const char *tuple_slopes_problem(const struct term *term, bool periodic)
{
    if (term->body == 1)
        return NULL;
    if (term->cutoff > 0)
        return "'cutoff' makes contributions jump: take 'reach' and 'taper' in its place";
    if (isfinite(term->reach) && !(term->taper > 0))
        return "'reach' without 'taper' makes contributions jump: give it a 'taper'";
    if (term->geometry->smoothness == SMOOTH_BUT_IN_PLANES)
        return "'dihedral' has a kink where four atoms lie in a plane: take 'cos_dihedral'";
    if (term->geometry->smoothness == SMOOTH_BUT_ON_LINES && periodic)
        return "'angle' has a kink where three atoms stand on a line, as in crystals: take 'cos_angle'";
    return NULL;
}
