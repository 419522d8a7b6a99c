#include "kernel/kernel_row.h"

#include "math/triangle.h"

/* What a part's kernel function is computed from, of a structure with n others. */
static void measure_row(const struct kernel_row_sum *sum, size_t structure, const size_t *other, size_t n, double *to)
{
    for (size_t j = 0; j < n; j++)
        to[j] = 0;
    for (size_t t = 0; t < sum->n; t++) {
        const double *at = sum->triangle[t], *own = at + triangle_row(structure), weight = sum->weight[t];
        for (size_t j = 0; j < n; j++)
            to[j] += weight * (other[j] <= structure ? own[other[j]] : at[triangle_row(other[j]) + structure]);
    }
}

void kernel_row(const struct kernel_rows *k, size_t structure, const size_t *other, size_t n, double *memory, double *to)
{
    const struct kernel *kernel = &k->kernel;
    for (size_t p = 0; p < kernel->n; p++) {
        double *part = p ? memory : to;
        measure_row(&k->sum[p], structure, other, n, part);
        kernel->part[p].function->apply(n, part, kernel->part[p].sigma);
        kernel_join(kernel, p, n, part, to);
    }
}
