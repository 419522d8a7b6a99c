#include "geometry/broadening.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "math/four.h"

/* Widths beyond which a double has nothing left of Phi. */
#define TAIL 8.3
/* Grids so wide, in sigma, that looking through their panels takes longer than what these save. */
#define WIDE 4096.0

/* Half the width of a panel, in sigma, up to which the moments that are left out add less than 1e-14 of the weight to a bin:
   the coefficients of Phi(e - half u) from this one on, at the worst edge e, sum up to less than half of that. The first row
   that has room for two bins is taken: few moments are gathered fast, but many panels take long to expand. */
static const struct {
    size_t moments;
    double half;
} accuracy[] = {{32, 2.95}, {MOMENTS_MAX, 5.2}};

/* Phi(b) - Phi(a) for a < b, to full relative accuracy in the tails. */
static double mass_between(double a, double b)
{
    if (a > 0)
        return (erfc(a * M_SQRT1_2) - erfc(b * M_SQRT1_2)) / 2;
    return (erfc(-b * M_SQRT1_2) - erfc(-a * M_SQRT1_2)) / 2;
}

/* The first n coefficients of the mass between edges a and b (in sigma, from the middle) as a function of u, from its values
   where T_nodes is 0; wave[q * nodes + k] is T_q there, and place[k] is half u. */
static void column(double a, double b, const double *place, const double *wave, size_t nodes, size_t n, double *to)
{
    double mass[2 * MOMENTS_MAX];
    for (size_t k = 0; k < nodes; k++)
        mass[k] = mass_between(a - place[k], b - place[k]);
    for (size_t q = 0; q < n; q++) {
        double sum = 0;
        for (size_t k = 0; k < nodes; k++)
            sum += mass[k] * wave[q * nodes + k];
        to[q] = (q > 0 ? 2 : 1) * sum / (double)nodes;
    }
}

/* Where the strip right of a panel's middle begins, and the one left of it, as bins; whether they touch the grid. */
static bool place_strips(const struct broadening *b, size_t panel, size_t strip, ptrdiff_t begin[2], bool seen[2])
{
    ptrdiff_t middle = (ptrdiff_t)(panel * b->stride + b->stride / 2) - (ptrdiff_t)b->reach;
    begin[0] = middle + (ptrdiff_t)(strip * LANES);
    begin[1] = middle - (ptrdiff_t)((strip + 1) * LANES);
    for (int i = 0; i < 2; i++)
        seen[i] = begin[i] < (ptrdiff_t)b->bins && begin[i] + LANES > 0;
    return seen[0] || seen[1];
}

static bool is_used(const struct broadening *b, size_t strip)
{
    ptrdiff_t begin[2];
    bool seen[2];
    for (size_t p = 0; p < b->panels; p++)
        if (place_strips(b, p, strip, begin, seen))
            return true;
    return false;
}

static void fill_table(struct broadening *b)
{
    double bin = b->width / b->sigma, half = (double)b->stride * bin / 2;
    double place[2 * MOMENTS_MAX], wave[2 * MOMENTS_MAX * MOMENTS_MAX], coefficient[MOMENTS_MAX];
    size_t n = b->moments, nodes = n + n / 4;
    for (size_t k = 0; k < nodes; k++) {
        double angle = M_PI * ((double)k + 0.5) / (double)nodes;
        place[k] = half * cos(angle);
        for (size_t q = 0; q < n; q++)
            wave[q * nodes + k] = cos((double)q * angle);
    }
    b->table = mem_matrix(size_mul(b->strips * LANES, n), sizeof *b->table);
    for (size_t j = 0; j < b->strips * LANES; j++) {
        if (!is_used(b, j / LANES))
            continue;
        double *to = b->table + j / LANES * n * LANES + j % LANES;
        column((double)j * bin, (double)(j + 1) * bin, place, wave, nodes, n, coefficient);
        for (size_t q = 0; q < n; q++)
            to[(q % 2 * (n / 2) + q / 2) * LANES] = coefficient[q];
    }
}

/* Sets moments and stride; false where bins are too wide. */
static bool choose_panels(struct broadening *b, double bin)
{
    for (size_t i = 0; i < sizeof accuracy / sizeof *accuracy; i++) {
        b->moments = accuracy[i].moments;
        b->stride = 2 * (size_t)floor(accuracy[i].half / bin);
        if (b->stride > 0)
            return true;
    }
    return false;
}

struct broadening *broadening_new(double sigma, double start, double stop, size_t bins)
{
    struct broadening *b = mem_zero(1, sizeof *b);
    double width = (stop - start) / (double)bins, bin = width / sigma;
    *b = (struct broadening){.start = start, .width = width, .sigma = sigma, .bins = bins};
    b->padded = size_add(bins, (size_t)2 * LANES);
    b->direct = (bin > 2 && bin * (double)bins > WIDE) || !choose_panels(b, bin);
    if (b->direct)
        return b;
    b->reach = (size_t)ceil(TAIL / bin) + 1;
    b->panels = (bins + 2 * b->reach + b->stride - 1) / b->stride;
    b->strips = (b->stride / 2 + b->reach + LANES - 1) / LANES;
    fill_table(b);
    return b;
}

void broadening_free(struct broadening *b)
{
    if (b)
        free(b->table);
    free(b);
}

MANY_TARGETS static void place(const struct broadening *b, const double *restrict g, size_t n, int32_t *restrict panel,
                               double *restrict u)
{
    double panels = (double)b->panels, width = b->width * (double)b->stride;
    double per_width = 1 / width, first = b->start - (double)b->reach * b->width;
    for (size_t i = 0; i < n; i++) {
        double at = (g[i] - first) * per_width;
        bool near = at >= 0 && at < panels;
        int32_t p = (int32_t)(near ? at : 0);
        u[i] = 2 * (at - p) - 1;
        panel[i] = near ? p : -1;
    }
}

/* T_(q+4) = 2 T_4 T_q - T_|q-4|, four at a time; count, a multiple of 4, is known where this is expanded, so that all sums
   stay in registers. */
static IN_TARGETS void gather(size_t count, const double *u, const double *w, size_t n, double *moment)
{
    four sum[MOMENTS_MAX / 4], *to = (four *)moment;
#pragma GCC unroll 16
    for (size_t q = 0; q < count / 4; q++)
        sum[q] = to[q];
    for (size_t i = 0; i < n; i++) {
        double t = u[i] * u[i], wu = w[i] * u[i], t4 = 8 * t * (t - 1) + 1;
        four weight = {w[i], wu, w[i], wu}, twice = {2 * t4, 2 * t4, 2 * t4, 2 * t4};
        four now = ((four){0, 0, 2, 4} * t + (four){1, 1, -1, -3}) * weight;
        four before = (((four){8, 0, 0, 0} * t + (four){-8, 4, 2, 0}) * t + (four){1, -3, -1, 1}) * weight;
#pragma GCC unroll 16
        for (size_t q = 0; q < count / 4; q++) {
            four next = twice * now - before;
            sum[q] += now;
            before = now;
            now = next;
        }
    }
#pragma GCC unroll 16
    for (size_t q = 0; q < count / 4; q++)
        to[q] = sum[q];
}

MANY_TARGETS static void gather_as(size_t count, const double *u, const double *w, size_t n, double *moment)
{
    if (count == MOMENTS_MAX)
        gather(MOMENTS_MAX, u, w, n, moment);
    else
        gather(32, u, w, n, moment);
}

/* Adds what the moments leave in a strip right of a panel's middle, and in the one left of it; NULL: not wanted. */
static IN_TARGETS void add_strips(const double *moment, const double *table, size_t half, double *right, double *left)
{
    const four *of_even = (const four *)table, *of_odd = (const four *)(table + half * LANES);
    four even[LANES / 4], odd[LANES / 4];
#pragma GCC unroll 4
    for (size_t l = 0; l < LANES / 4; l++) {
        even[l] = moment[0] * of_even[l];
        odd[l] = moment[1] * of_odd[l];
    }
    for (size_t q = 1; q < half; q++)
#pragma GCC unroll 4
        for (size_t l = 0; l < LANES / 4; l++) {
            even[l] += moment[2 * q] * of_even[q * LANES / 4 + l];
            odd[l] += moment[2 * q + 1] * of_odd[q * LANES / 4 + l];
        }
    if (right)
#pragma GCC unroll 4
        for (size_t l = 0; l < LANES / 4; l++)
            ((four *)right)[l] += even[l] + odd[l];
    if (left)
#pragma GCC unroll 4
        for (size_t l = 0; l < LANES / 4; l++) {
            four mirror = even[l] - odd[l];
            ((four *)left)[LANES / 4 - 1 - l] += (four){mirror[3], mirror[2], mirror[1], mirror[0]};
        }
}

MANY_TARGETS static void expand(const struct broadening *b, size_t panel, const double *moment, double *row)
{
    for (size_t s = 0; s < b->strips; s++) {
        ptrdiff_t begin[2];
        bool seen[2];
        if (place_strips(b, panel, s, begin, seen))
            add_strips(moment, b->table + s * b->moments * LANES, b->moments / 2, seen[0] ? row + LANES + begin[0] : NULL,
                       seen[1] ? row + LANES + begin[1] : NULL);
    }
}

/* What add_strips does, the other way round. */
static IN_TARGETS void pull_strips(double *by_moment, const double *table, size_t half, const double *right, const double *left)
{
    const four *of_even = (const four *)table, *of_odd = (const four *)(table + half * LANES);
    four even[LANES / 4], odd[LANES / 4];
#pragma GCC unroll 4
    for (size_t l = 0; l < LANES / 4; l++) {
        four at = right ? ((const four *)right)[l] : (four){0};
        four mirror = left ? ((const four *)left)[LANES / 4 - 1 - l] : (four){0};
        mirror = (four){mirror[3], mirror[2], mirror[1], mirror[0]};
        even[l] = at + mirror;
        odd[l] = at - mirror;
    }
    for (size_t q = 0; q < half; q++) {
        four p = {0}, r = {0};
#pragma GCC unroll 4
        for (size_t l = 0; l < LANES / 4; l++) {
            p += even[l] * of_even[q * LANES / 4 + l];
            r += odd[l] * of_odd[q * LANES / 4 + l];
        }
        by_moment[2 * q] += p[0] + p[1] + p[2] + p[3];
        by_moment[2 * q + 1] += r[0] + r[1] + r[2] + r[3];
    }
}

/* Of a sum of p_q T_q the derivative with respect to u: d_(q-1) = d_(q+1) + 2 q p_q, and half of that for d_0. */
static IN_TARGETS void differentiate(const double *p, size_t n, double per_value, double *d)
{
    double one = 0, two = 0; /* d_q and d_(q+1), not yet scaled */
    for (size_t q = n; q-- > 0;) {
        d[q] = per_value * (q == 0 ? one / 2 : one);
        double next = two + 2 * (double)q * p[q];
        two = one;
        one = next;
    }
}

MANY_TARGETS static void pull(const struct broadening *b, size_t panel, const double *slope, double *by_moment)
{
    for (size_t q = 0; q < b->moments; q++)
        by_moment[q] = 0;
    for (size_t s = 0; s < b->strips; s++) {
        ptrdiff_t begin[2];
        bool seen[2];
        if (place_strips(b, panel, s, begin, seen))
            pull_strips(by_moment, b->table + s * b->moments * LANES, b->moments / 2, seen[0] ? slope + LANES + begin[0] : NULL,
                        seen[1] ? slope + LANES + begin[1] : NULL);
    }
    differentiate(by_moment, b->moments, 2 / (b->width * (double)b->stride), by_moment + b->moments);
}

/* Sums of series in T_q(u), as gather has these; how many there are, at most SERIES, is known where this is expanded. */
enum { SERIES = 4 };
static IN_TARGETS void sum_series(size_t count, size_t many, const double *series, double u, double *to)
{
    double t = u * u, t4 = 8 * t * (t - 1) + 1;
    four weight = {1, u, 1, u}, twice = {2 * t4, 2 * t4, 2 * t4, 2 * t4}, sum[SERIES];
    four now = ((four){0, 0, 2, 4} * t + (four){1, 1, -1, -3}) * weight;
    four before = (((four){8, 0, 0, 0} * t + (four){-8, 4, 2, 0}) * t + (four){1, -3, -1, 1}) * weight;
#pragma GCC unroll 4
    for (size_t k = 0; k < many; k++)
        sum[k] = (four){0};
#pragma GCC unroll 16
    for (size_t q = 0; q < count / 4; q++) {
        four next = twice * now - before;
#pragma GCC unroll 4
        for (size_t k = 0; k < many; k++)
            sum[k] += now * ((const four *)(series + k * count))[q];
        before = now;
        now = next;
    }
    for (size_t k = 0; k < many; k += 2) {
        four low = {sum[k][0], sum[k + 1][0], sum[k][2], sum[k + 1][2]},
             high = {sum[k][1], sum[k + 1][1], sum[k][3], sum[k + 1][3]};
        four both = low + high;
        to[k] = both[0] + both[2];
        to[k + 1] = both[1] + both[3];
    }
}

/* Of two terms at a time, for which the T_q are the same. */
static IN_TARGETS void pulled_as(size_t count, const double *by_moment, size_t terms, const size_t *from, const double *u,
                                 size_t n, double (*by_weight)[BATCH], double (*by_value)[BATCH])
{
    double sum[SERIES];
    for (size_t i = 0; i < n; i++) {
        const double *series = by_moment + from[i];
        size_t w = 0;
        for (; w + 2 <= terms; w += 2) {
            sum_series(count, 4, series + 2 * w * count, u[i], sum);
            by_weight[w][i] = sum[0];
            by_value[w][i] = sum[1];
            by_weight[w + 1][i] = sum[2];
            by_value[w + 1][i] = sum[3];
        }
        if (w < terms) {
            sum_series(count, 2, series + 2 * w * count, u[i], sum);
            by_weight[w][i] = sum[0];
            by_value[w][i] = sum[1];
        }
    }
}

MANY_TARGETS static void pulled(size_t count, const double *by_moment, size_t terms, const size_t *from, const double *u,
                                size_t n, double (*by_weight)[BATCH], double (*by_value)[BATCH])
{
    if (count == MOMENTS_MAX)
        pulled_as(MOMENTS_MAX, by_moment, terms, from, u, n, by_weight, by_value);
    else
        pulled_as(32, by_moment, terms, from, u, n, by_weight, by_value);
}

/* The copies for each processor stay behind functions of their own: gcc would show their names to all who link the library. */
void broadening_place(const struct broadening *b, const double *g, size_t n, int32_t *panel, double *u)
{
    place(b, g, n, panel, u);
}

void broadening_gather(const struct broadening *b, const double *u, const double *w, size_t n, double *moment)
{
    gather_as(b->moments, u, w, n, moment);
}

void broadening_expand(const struct broadening *b, size_t panel, const double *moment, double *row)
{
    expand(b, panel, moment, row);
}

void broadening_pull(const struct broadening *b, size_t panel, const double *slope, double *by_moment)
{
    pull(b, panel, slope, by_moment);
}

void broadening_pulled(const struct broadening *b, const double *by_moment, size_t terms, const size_t *from, const double *u,
                       size_t n, double (*by_weight)[BATCH], double (*by_value)[BATCH])
{
    pulled(b->moments, by_moment, terms, from, u, n, by_weight, by_value);
}

/* The bins that a contribution reaches. */
static void reached(const struct broadening *b, double g, size_t *first, size_t *last)
{
    double middle = (g - b->start) / b->width, reach = TAIL * b->sigma / b->width, bins = (double)b->bins;
    *first = (size_t)fmin(fmax(0, floor(middle - reach)), bins);
    *last = (size_t)fmax(fmin(bins, ceil(middle + reach)), 0);
}

static double density(double x)
{
    return exp(-x * x / 2) * M_2_SQRTPI * M_SQRT1_2 / 2;
}

/* An edge of a bin, in units of sigma from a contribution: what is beyond it on its own side, and the density there. */
struct edge {
    double at, tail, density;
};

static struct edge edge_of(const struct broadening *b, double g, size_t j)
{
    double at = (b->start + (double)j * b->width - g) / b->sigma;
    return (struct edge){at, erfc(fabs(at) * M_SQRT1_2) / 2, density(at)};
}

/* The mass between two edges, without the loss of digits that a difference of large tails has. */
static double mass_of(const struct edge *a, const struct edge *b)
{
    return (a->at < 0) == (b->at < 0) ? fabs(a->tail - b->tail) : 1 - a->tail - b->tail;
}

void broadening_rows(const struct broadening *b, double g, double *mass, double *slope, size_t *first, size_t *last)
{
    reached(b, g, first, last);
    struct edge edge = edge_of(b, g, *first);
    for (size_t j = *first; j < *last; j++) {
        struct edge next = edge_of(b, g, j + 1);
        mass[j] = mass_of(&edge, &next);
        slope[j] = (edge.density - next.density) / b->sigma;
        edge = next;
    }
}

void broadening_pulled_at(const struct broadening *b, double g, const double *slope, double *by_weight, double *by_value)
{
    size_t first, last;
    reached(b, g, &first, &last);
    struct edge edge = edge_of(b, g, first);
    *by_weight = *by_value = 0;
    for (size_t j = first; j < last; j++) {
        struct edge next = edge_of(b, g, j + 1);
        *by_weight += slope[LANES + j] * mass_of(&edge, &next);
        *by_value += slope[LANES + j] * (edge.density - next.density) / b->sigma;
        edge = next;
    }
}

void broadening_add(const struct broadening *b, double g, double w, double *row)
{
    double middle = (g - b->start) / b->width, reach = TAIL * b->sigma / b->width;
    double first = fmax(0, floor(middle - reach)), last = fmin((double)b->bins, ceil(middle + reach));
    for (double j = first; j < last; j++) {
        double edge = (b->start + j * b->width - g) / b->sigma;
        row[LANES + (size_t)j] += w * mass_between(edge, edge + b->width / b->sigma);
    }
}
