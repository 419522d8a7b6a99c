#include "geometry/broadening.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"

/* TAIL: widths beyond which a double has nothing left of Phi. NODE: largest |u|. Cramer's inequality bounds
   |He_q(z) phi(z)| by 0.435 sqrt(q!) and a bin's mass has two edges, so the first moment that is left out adds at most
   2 x 0.435 NODE^16 / sqrt(16!) = 9.7e-15 of the weight, and each further one less than a tenth of that before it. */
#define TAIL 8.3
#define NODE 0.35
/* Grids so wide, in sigma, that looking through their nodes takes longer than what these save. */
#define WIDE 4096.0

/* Phi(b) - Phi(a) for a < b, to full relative accuracy in the tails. */
static double mass_between(double a, double b)
{
    if (a > 0)
        return (erfc(a * M_SQRT1_2) - erfc(b * M_SQRT1_2)) / 2;
    return (erfc(-b * M_SQRT1_2) - erfc(-a * M_SQRT1_2)) / 2;
}

/* What a unit moment of each order leaves in the bin from edge a to edge b (in sigma, from the node). */
static void column(double a, double b, double *to)
{
    double pa = exp(-a * a / 2) / sqrt(2 * M_PI), pb = exp(-b * b / 2) / sqrt(2 * M_PI);
    double ha = 1, hb = 1, ha_before = 0, hb_before = 0, factorial = 1;
    to[0] = mass_between(a, b);
    for (size_t q = 1; q < MOMENTS; q++) {
        factorial *= (double)q;
        to[q * LANES] = -(hb * pb - ha * pa) / factorial;
        double ha_next = a * ha - (double)(q - 1) * ha_before, hb_next = b * hb - (double)(q - 1) * hb_before;
        ha_before = ha;
        hb_before = hb;
        ha = ha_next;
        hb = hb_next;
    }
}

static void fill_table(struct broadening *b, size_t half)
{
    double width = b->width / b->sigma;
    b->table = mem_zero(size_mul(b->phases * b->window, MOMENTS), sizeof *b->table);
    for (size_t p = 0; p < b->phases; p++) {
        double node = ((double)p + 0.5) / (double)b->phases * (double)b->stride;
        for (size_t j = 0; j < b->window; j++) {
            double edge = ((double)j - (double)half - node) * width;
            size_t block = (p * b->window + j) / LANES * MOMENTS * LANES;
            column(edge, edge + width, b->table + block + j % LANES);
        }
    }
}

struct broadening *broadening_new(double sigma, double start, double stop, size_t bins)
{
    struct broadening *b = mem_zero(1, sizeof *b);
    double width = (stop - start) / (double)bins, bin = width / sigma;
    size_t reach = (size_t)ceil((TAIL + NODE) / bin) + 1;

    *b = (struct broadening){
        .start = start, .width = width, .sigma = sigma, .bins = bins, .direct = bin > 2 && bin * (double)bins > WIDE};
    if (b->direct) {
        b->padded = bins;
        return b;
    }
    b->phases = bin > 2 * NODE ? (size_t)ceil(bin / (2 * NODE)) : 1;
    b->stride = bin < 2 * NODE ? (size_t)floor(2 * NODE / bin) : 1;
    b->window = (2 * reach + b->stride + LANES - 1) / LANES * LANES;

    /* A node stands in the middle of its stretch, reach bins from either end of its window. */
    size_t stretches = (bins + 2 * reach + b->stride - 1) / b->stride;
    b->nodes = stretches * b->phases;
    b->margin = 2 * reach;
    b->step = bin * (double)b->stride / (double)b->phases;
    b->first = start / sigma - (double)reach * bin + b->step / 2;
    b->padded = stretches * b->stride + b->window;
    fill_table(b, reach);
    return b;
}

void broadening_free(struct broadening *b)
{
    if (b)
        free(b->table);
    free(b);
}

/* Three loops instead of one, which gcc would not vectorise. */
MANY_TARGETS static void spread(const struct broadening *b, const double *restrict g, const double *restrict w, size_t n,
                                struct spread *restrict to)
{
    double per_sigma = 1 / b->sigma, first = b->first, step = b->step, per_step = 1 / step;
    double last = (double)(b->nodes - 1);
    double at[BATCH], offset[BATCH], mass[BATCH];
    for (size_t i = 0; i < n; i++) {
        double nearest = (g[i] * per_sigma - first) * per_step + 0.5;
        nearest = nearest < last ? nearest : last;
        at[i] = nearest > 0 ? nearest : 0;
    }
    for (size_t i = 0; i < n; i++) {
        int32_t node = (int32_t)at[i];
        double u = g[i] * per_sigma - first - (double)node * step, weight = w[i];
        to->node[i] = node;
        offset[i] = fabs(u) <= step ? u : 0;
        mass[i] = fabs(u) <= step ? weight : 0;
    }
    for (size_t i = 0; i < n; i++) {
        double u = offset[i], u2 = u * u, u4 = u2 * u2, *power = to->power[i];
        power[0] = mass[i];
        power[1] = power[0] * u;
        power[2] = power[0] * u2;
        power[3] = power[1] * u2;
        power[4] = power[0] * u4;
        power[5] = power[1] * u4;
        power[6] = power[2] * u4;
        power[7] = power[3] * u4;
        to->next[i] = u4 * u4;
    }
}

MANY_TARGETS static void expand(const struct broadening *b, size_t node, const double *moment, double *row)
{
    /* Strips of the window before and after the grid are left out. */
    size_t from = node / b->phases * b->stride, end = b->margin + b->bins;
    size_t first = from < b->margin ? (b->margin - from) / LANES : 0;
    size_t last = end > from ? (end - from + LANES - 1) / LANES : 0, strips = b->window / LANES;
    const double *table = b->table + (node % b->phases * strips + first) * LANES * MOMENTS;
    for (size_t j = first; j < last && j < strips; j++) {
        double sum[LANES] = {0}, *to = row + from + j * LANES;
        for (size_t q = 0; q < MOMENTS; q++, table += LANES)
#pragma omp simd
            for (size_t l = 0; l < LANES; l++)
                sum[l] += moment[q] * table[l];
#pragma omp simd
        for (size_t l = 0; l < LANES; l++)
            to[l] += sum[l];
    }
}

/* The copies for each processor stay behind functions of their own: gcc would show their names to all who link the library. */
void broadening_spread(const struct broadening *b, const double *g, const double *w, size_t n, struct spread *to)
{
    spread(b, g, w, n, to);
}

void broadening_expand(const struct broadening *b, size_t node, const double *moment, double *row)
{
    expand(b, node, moment, row);
}

void broadening_add(const struct broadening *b, double g, double w, double *row)
{
    double middle = (g - b->start) / b->width, reach = TAIL * b->sigma / b->width;
    double first = fmax(0, floor(middle - reach)), last = fmin((double)b->bins, ceil(middle + reach));
    for (double j = first; j < last; j++) {
        double edge = (b->start + j * b->width - g) / b->sigma;
        row[b->margin + (size_t)j] += w * mass_between(edge, edge + b->width / b->sigma);
    }
}
