#include "learn/unknowns.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/size.h"

struct unknowns unknowns_new(const struct slopes *pivots, const struct primal_weights *weights, const struct representation *r,
                             const struct kernel *k)
{
    struct unknowns u = {.pivots = pivots ? pivot_rows_new(pivots, r, k) : NULL,
                         .npivots = pivots ? pivots->n : 0,
                         .weights = weights,
                         .scale = representation_scales(r),
                         .average = k->atoms == ATOMS_AVERAGE};
    for (size_t t = 0; t < r->nterms; t++)
        u.scale[t] = sqrt(kernel_factor(k, t, u.scale[t]));
    return u;
}

void unknowns_free(struct unknowns *u)
{
    pivot_rows_free(u->pivots);
    free(u->scale);
}

size_t unknowns_count(const struct unknowns *u)
{
    return size_add(u->npivots, u->weights->nbins);
}

void unknowns_fill(const struct unknowns *u, const struct observed *o, const struct changes *c, struct pivot_rows_memory *m,
                   double *to, size_t ld)
{
    size_t rows = c ? observed_count(&o->record) : 0;
    for (size_t i = 0; i <= rows; i++)
        memset(to + i * ld + u->npivots, 0, u->weights->nbins * sizeof *to);
    if (u->pivots)
        pivot_rows_fill(u->pivots, o, c, m, to, ld);
    for (size_t k = 0; k < o->ntensors; k++) {
        primal_weights_row(u->weights, u->scale, &o->tensor.at[k], to + u->npivots);
        for (size_t i = 0; i < rows; i++) {
            size_t change = k * c->coordinates + observed_coordinate(&o->record, i);
            primal_weights_row(u->weights, u->scale, &c->of.at[change], to + (i + 1) * ld + u->npivots);
        }
    }
    for (size_t i = 0; u->average && i <= rows; i++)
        cblas_dscal((int)unknowns_count(u), 1 / (double)o->ntensors, to + i * ld, 1);
}
