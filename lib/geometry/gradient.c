#include "geometry/gradient.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const unsigned gradient_row[STRAINS] = {0, 1, 2, 1, 0, 0}, gradient_column[STRAINS] = {0, 1, 2, 2, 2, 1};

void gradient_reset(struct gradient *g, size_t atoms)
{
    g->atom = mem_grow(g->atom, &g->capacity, atoms, sizeof *g->atom);
    g->atoms = atoms;
    memset(g->atom, 0, atoms * sizeof *g->atom);
    memset(g->strain, 0, sizeof g->strain);
}

void gradient_free(struct gradient *g)
{
    free(g->atom);
    *g = (struct gradient){0};
}

double gradient_by(const struct gradient *g, size_t coordinate)
{
    if (coordinate < 3 * g->atoms)
        return g->atom[coordinate / 3][coordinate % 3];
    unsigned i = gradient_row[coordinate - 3 * g->atoms], k = gradient_column[coordinate - 3 * g->atoms];
    return 0.5 * (g->strain[i][k] + g->strain[k][i]);
}
