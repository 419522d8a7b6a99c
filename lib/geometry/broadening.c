#include "geometry/broadening.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/threads.h"

/* TAIL: widths beyond which a double has nothing left of Phi; NODE: largest |u|; LEFT_OUT: of the weight. */
#define TAIL 8.3
#define NODE 0.125
#define LEFT_OUT 1e-14
enum { MOMENTS_MAX = 24 };

/* Phi(b) - Phi(a) for a < b, to full relative accuracy in the tails. */
static double mass_between(double a, double b)
{
    if (a > 0)
        return (erfc(a * M_SQRT1_2) - erfc(b * M_SQRT1_2)) / 2;
    return (erfc(-b * M_SQRT1_2) - erfc(-a * M_SQRT1_2)) / 2;
}

/* Cramer's inequality bounds |He_q(z) phi(z)| by 0.435 sqrt(q!); a bin's mass has two edges. */
static size_t moments_for(double u)
{
    double power = u, root = 1, factorial = 1;
    size_t q = 0;
    while (2 * 0.435 * power * root / factorial > LEFT_OUT && q + 1 < MOMENTS_MAX) {
        q++;
        power *= u;
        root *= sqrt((double)q);
        factorial *= (double)(q + 1);
    }
    return q + 1;
}

/* What a unit moment of each order leaves in the bin from edge a to edge b (in sigma, from the node). */
static void column(double a, double b, size_t moments, double *to, size_t step)
{
    double pa = exp(-a * a / 2) / sqrt(2 * M_PI), pb = exp(-b * b / 2) / sqrt(2 * M_PI);
    double ha = 1, hb = 1, ha_before = 0, hb_before = 0, factorial = 1;
    to[0] = mass_between(a, b);
    for (size_t q = 1; q < moments; q++) {
        factorial *= (double)q;
        to[q * step] = -(hb * pb - ha * pa) / factorial;
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
    b->table = mem_zero(size_mul(b->phases * b->window, b->moments), sizeof *b->table);
    for (size_t p = 0; p < b->phases; p++) {
        double node = ((double)p + 0.5) / (double)b->phases * (double)b->stride;
        for (size_t j = 0; j < b->window; j++) {
            double edge = ((double)j - (double)half - node) * width;
            size_t block = (p * b->window + j) / LANES * b->moments * LANES;
            column(edge, edge + width, b->moments, b->table + block + j % LANES, LANES);
        }
    }
}

struct broadening *broadening_new(double sigma, double start, double stop, size_t bins)
{
    struct broadening *b = mem_zero(1, sizeof *b);
    double width = (stop - start) / (double)bins, bin = width / sigma;
    size_t reach = (size_t)ceil((TAIL + NODE) / bin) + 1;

    *b = (struct broadening){.start = start, .width = width, .sigma = sigma, .bins = bins, .direct = bin > 2};
    if (b->direct) {
        b->padded = bins;
        return b;
    }
    b->phases = bin > 2 * NODE ? (size_t)ceil(bin / (2 * NODE)) : 1;
    b->stride = bin < 2 * NODE ? (size_t)floor(2 * NODE / bin) : 1;
    b->moments = moments_for(bin * (double)b->stride / (double)b->phases / 2);
    b->window = (2 * reach + b->stride + LANES - 1) / LANES * LANES;

    /* A node stands in the middle of its stretch, reach bins from either end of its window. */
    size_t stretches = (bins + 2 * reach + b->stride - 1) / b->stride;
    b->nodes = stretches * b->phases;
    b->margin = 2 * reach;
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

bool broadening_node(const struct broadening *b, double g, size_t *node, double *u)
{
    double bins = (g - b->start) / b->width + (double)b->margin / 2;
    double at = bins * (double)b->phases / (double)b->stride;
    if (!(at >= 0) || at >= (double)b->nodes)
        return false;
    size_t n = (size_t)at;
    *node = n;
    *u = (at - ((double)n + 0.5)) * (double)b->stride / (double)b->phases * b->width / b->sigma;
    return true;
}

void broadening_gather(const struct broadening *b, double *moment, double u, double w)
{
    for (size_t q = 0; q < b->moments; q++) {
        moment[q] += w;
        w *= u;
    }
}

MANY_TARGETS void broadening_expand(const struct broadening *b, size_t node, const double *moment, double *row)
{
    /* Strips of the window before and after the grid are left out. */
    size_t from = node / b->phases * b->stride, end = b->margin + b->bins;
    size_t first = from < b->margin ? (b->margin - from) / LANES : 0;
    size_t last = end > from ? (end - from + LANES - 1) / LANES : 0, strips = b->window / LANES;
    const double *table = b->table + (node % b->phases * strips + first) * LANES * b->moments;
    for (size_t j = first; j < last && j < strips; j++) {
        double sum[LANES] = {0}, *to = row + from + j * LANES;
        for (size_t q = 0; q < b->moments; q++, table += LANES)
#pragma omp simd
            for (size_t l = 0; l < LANES; l++)
                sum[l] += moment[q] * table[l];
#pragma omp simd
        for (size_t l = 0; l < LANES; l++)
            to[l] += sum[l];
    }
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
