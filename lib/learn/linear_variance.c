#include "learn/linear_variance.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"

/* Observations of a kind that are free, fewer than which tell nothing of it. */
static const double FEW = 3;

struct linear_variance linear_variance_find(const struct linear_equations *e, const struct equations *a, const size_t *order,
                                            const double *x)
{
    struct linear_variance v = {0};
    size_t n = e->all.normal.n, rank;
    double left[REGRESSION_KINDS], free_rows[REGRESSION_KINDS], explained = free_baseline_explained(e->baseline, &rank);
    double all_left = 0, all_free = 0, *inverse = mem_matrix(size_mul(n, n), sizeof *inverse);
    solver_inverse_block(a, 0, n, inverse);
    for (int kind = 0; kind < REGRESSION_KINDS; kind++) {
        const struct row_sums *s = &e->kind[kind];
        bool property = kind == REGRESSION_PROPERTY;
        left[kind] = normal_left(&s->normal, s->square - (property ? explained : 0), x);
        free_rows[kind] = (double)s->observations - normal_trace(&s->normal, inverse, order) - (property ? (double)rank : 0);
        all_left += left[kind];
        all_free += free_rows[kind];
    }
    free(inverse);
    v.all = all_left / all_free;
    for (int kind = 0; kind < REGRESSION_KINDS; kind++)
        v.of[kind] = free_rows[kind] >= FEW ? left[kind] / free_rows[kind] : v.all;
    return v;
}
