#include "phase/phases.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

struct phases *phases_new(size_t k, double tolerance)
{
    struct phases *p = mem_zero(1, sizeof *p);
    p->k = k;
    p->tolerance = tolerance;
    p->fraction = mem_zero(k, sizeof *p->fraction);
    double *pure = mem_zero(k, sizeof *pure);
    for (size_t c = 0; c < k; c++) {
        pure[c] = 1;
        phases_add(p, pure, 0);
        pure[c] = 0;
    }
    free(pure);
    return p;
}

void phases_add(struct phases *p, const double *fraction, double energy)
{
    size_t capacity = p->capacity;
    p->energy = mem_grow(p->energy, &p->capacity, p->n + 1, sizeof *p->energy);
    for (size_t c = 0; c < p->k; c++) {
        if (p->capacity > capacity)
            p->fraction[c] = mem_resize(p->fraction[c], p->capacity, sizeof **p->fraction);
        p->fraction[c][p->n] = fraction[c] > FRACTION_TOLERANCE ? fraction[c] : 0;
    }
    p->energy[p->n++] = energy;
}

void phases_compact(struct phases *p)
{
    size_t n = 0;
    for (size_t j = 0; j < p->n; j++) {
        if (isinf(p->energy[j]))
            continue;
        for (size_t c = 0; c < p->k; c++)
            p->fraction[c][n] = p->fraction[c][j];
        p->energy[n++] = p->energy[j];
    }
    p->n = n;
}

void phases_free(struct phases *p)
{
    if (!p)
        return;
    for (size_t c = 0; c < p->k; c++)
        free(p->fraction[c]);
    free(p->fraction);
    free(p->energy);
    free(p);
}
