/* Broadening by moments against the normal distribution itself, for bins from a ten-thousandth of sigma to many sigma, whose
   contributions lie within the grid, at its ends and beyond them. */
#include "geometry/broadening.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum { BINS = 61, VALUES = 500 };
/* Of the weight: what is left out, and what rounding of so large a number as the distance from the first bin makes of it. */
#define TOLERANCE(length) (1e-14 + 2e-16 * (length))

static double mass(double a, double b)
{
    return a > 0 ? (erfc(a / sqrt(2)) - erfc(b / sqrt(2))) / 2 : (erfc(-b / sqrt(2)) - erfc(-a / sqrt(2))) / 2;
}

/* Adds one contribution as the accumulator does. */
static void add(const struct broadening *b, double g, double *row)
{
    double one = 1, u, moment[MOMENTS_MAX] = {0};
    int32_t panel;
    if (b->direct) {
        broadening_add(b, g, one, row);
        return;
    }
    broadening_place(b, &g, 1, &panel, &u);
    if (panel < 0)
        return;
    broadening_gather(b, &u, &one, 1, moment);
    broadening_expand(b, (size_t)panel, moment, row);
}

/* Strips end where contributions of a panel do not reach: those beyond would take memory and time and hold nothing. */
static bool is_tight(const struct broadening *b, double bin)
{
    double reach = (double)b->stride / 2 * bin + 9;
    return b->direct || (double)(b->strips - 1) * LANES * bin < reach + 2 * bin;
}

/* The largest error of a bin for a unit weight; infinite where there are strips too many. */
static double error_of(double bin, double start)
{
    double worst = 0, length = bin * BINS, *row = mem_new(BINS + 2 * LANES, sizeof *row);
    struct broadening *b = broadening_new(1, start, start + length, BINS);
    for (size_t i = 0; i < VALUES; i++) {
        double g = start - 9 + (length + 18) * (double)i / (VALUES - 1);
        for (size_t j = 0; j < b->padded; j++)
            row[j] = 0;
        add(b, g, row);
        for (size_t j = 0; j < BINS; j++) {
            double edge = start + (double)j * bin - g;
            worst = fmax(worst, fabs(row[LANES + j] - mass(edge, edge + bin)));
        }
    }
    if (!is_tight(b, bin)) {
        fprintf(stderr, "%zu strips, more than contributions reach\n", b->strips);
        worst = INFINITY;
    }
    broadening_free(b);
    free(row);
    return worst;
}

int main(void)
{
    static const double bins[] = {1e-4, 1e-3, 0.01, 0.05, 0.2, 0.3, 0.7, 1, 1.4, 2, 2.94, 2.96, 4, 5.19, 5.21, 8, 20, 60, 1000};
    int wrong = 0;
    for (size_t i = 0; i < sizeof bins / sizeof *bins; i++)
        for (double start = -3; start < 5; start += 3.7) {
            double error = error_of(bins[i], start);
            if (error > TOLERANCE(bins[i] * BINS)) {
                fprintf(stderr, "bins of %g sigma from %g: error %g\n", bins[i], start, error);
                wrong = 1;
            }
        }
    return wrong;
}
