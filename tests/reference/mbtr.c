#include "reference/mbtr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "geometry/geometry_functions.h"
#include "geometry/weighting_functions.h"

struct atom {
    double at[3];
    size_t index;
    long t[3];
};

static double between(const double a[3], const double b[3])
{
    return sqrt(pow(a[0] - b[0], 2) + pow(a[1] - b[1], 2) + pow(a[2] - b[2], 2));
}

/* Images needed along each direction: the radius and the atoms' own spread over the distance of lattice planes, from
   the inverse of the cell, whose missing vectors are replaced by perpendicular ones. */
static void image_counts(const struct structure *s, double radius, long counts[3])
{
    double c[3][3];
    memcpy(c, s->cell, sizeof c);
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < 3; i++) {
            double *v = c[i], *p = c[(i + 1) % 3], *q = c[(i + 2) % 3];
            double x[3] = {p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]};
            if (!s->pbc[i] && x[0] * x[0] + x[1] * x[1] + x[2] * x[2] < 1e-12)
                for (int k = 0; k < 3; k++)
                    v[k] = k == (fabs(p[0]) + fabs(q[0]) < fabs(p[2]) + fabs(q[2]) ? 0 : 2);
            else if (!s->pbc[i])
                memcpy(v, x, sizeof x);
        }
    for (int i = 0; i < 3; i++) {
        double *p = c[(i + 1) % 3], *q = c[(i + 2) % 3];
        double x[3] = {p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]};
        double volume = fabs(c[i][0] * x[0] + c[i][1] * x[1] + c[i][2] * x[2]);
        double planes = volume / sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]), spread = 0;
        for (size_t a = 0; a < s->sample.atoms; a++)
            spread = fmax(spread, between(s->position[a], s->position[0]));
        counts[i] = s->pbc[i] ? (long)ceil((radius + 2 * spread) / planes) + 1 : 0;
    }
}

static size_t all_images(const struct structure *s, double radius, struct atom **list)
{
    long m[3];
    size_t n = 0, capacity = 0;
    image_counts(s, radius, m);
    *list = NULL;
    for (long x = -m[0]; x <= m[0]; x++)
        for (long y = -m[1]; y <= m[1]; y++)
            for (long z = -m[2]; z <= m[2]; z++)
                for (size_t a = 0; a < s->sample.atoms; a++) {
                    struct atom image = {.index = a, .t = {x, y, z}};
                    bool near = false;
                    for (int k = 0; k < 3; k++)
                        image.at[k] = s->position[a][k] + (double)x * s->cell[0][k] + (double)y * s->cell[1][k] +
                                      (double)z * s->cell[2][k];
                    for (size_t b = 0; b < s->sample.atoms; b++)
                        near = near || between(image.at, s->position[b]) <= radius;
                    *list = mem_grow(*list, &capacity, n + 1, sizeof **list);
                    if (near)
                        (*list)[n++] = image;
                }
    return n;
}

static double *bins_of(struct blocks *b, const uint16_t *key, unsigned body, size_t bins)
{
    size_t i = 0;
    while (i < b->n && blocks_compare_keys(b->key + i * body, key, body) < 0)
        i++;
    if (i == b->n || blocks_compare_keys(b->key + i * body, key, body) != 0) {
        blocks_resize(b, b->n + 1, body, bins);
        memmove(b->key + (i + 1) * body, b->key + i * body, (b->n - 1 - i) * body * sizeof *key);
        memmove(b->bin + (i + 1) * bins, b->bin + i * bins, (b->n - 1 - i) * bins * sizeof(double));
        memcpy(b->key + i * body, key, body * sizeof *key);
        memset(b->bin + i * bins, 0, bins * sizeof(double));
    }
    return b->bin + i * bins;
}

static double phi(double z)
{
    return erfc(-z / sqrt(2)) / 2;
}

/* A tuple's contribution, times factor, to the block of key. */
static void contribute(const struct term *t, const uint16_t *key, double g, double w, struct blocks *to)
{
    double width = (t->grid.stop - t->grid.start) / (double)t->grid.bins, *bin = bins_of(to, key, t->body, t->grid.bins);
    for (size_t i = 0; i < t->grid.bins; i++) {
        double e = t->grid.start + (double)i * width;
        double mass = g > e ? phi((e + width - g) / t->sigma) - phi((e - g) / t->sigma)
                            : phi(-(e - g) / t->sigma) - phi(-(e + width - g) / t->sigma);
        bin[i] += w * (t->density ? mass / width : mass);
    }
}

static bool is(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static double weight(const struct term *t, const double *d, unsigned edges)
{
    double s = 0, p = 1, w = 1;
    const char *name = t->weighting->name;
    if (is(name, "unity_legs") || is(name, "1/normnorm") || is(name, "exp_legs"))
        edges = 2;
    for (unsigned e = 0; e < edges; e++) {
        s += d[e];
        p *= d[e];
    }
    if (is(name, "1/distance") || is(name, "1/normnormnorm") || is(name, "1/normnorm"))
        w = 1 / p;
    else if (is(name, "1/distance^2") || is(name, "1/dotdotdot"))
        w = 1 / (p * p);
    else if (is(name, "exp") || is(name, "exp_legs"))
        w = exp(-s / t->length);
    else if (is(name, "exp2"))
        w = exp(-s * s / t->length);
    if (w < t->cutoff)
        return 0;
    for (unsigned e = 0; e < edges; e++)
        if (d[e] > t->reach)
            w = 0;
        else if (d[e] > t->reach - t->taper)
            w *= 0.5 + 0.5 * cos(acos(-1) * (1 - (t->reach - d[e]) / t->taper));
    return w;
}

/* Every direction of every tuple is met: each counts half, unless both are wanted. */
static void add(const struct term *t, const uint16_t *key, double g, double w, struct blocks *to)
{
    uint16_t mirror[BODY_MAX];
    for (unsigned i = 0; i < t->body; i++)
        mirror[i] = key[t->body - 1 - i];
    if (w <= 0)
        return;
    if (t->ordered)
        contribute(t, key, g, w, to);
    else
        contribute(t, blocks_compare_keys(key, mirror, t->body) <= 0 ? key : mirror, g, w / 2, to);
}

static void pairs(const struct term *t, const struct structure *s, const struct atom *all, size_t n, struct blocks *to)
{
    for (size_t i = 0; i < s->sample.atoms; i++)
        for (size_t j = 0; j < n; j++) {
            double d = between(s->position[i], all[j].at);
            if (all[j].index == i && !all[j].t[0] && !all[j].t[1] && !all[j].t[2])
                continue;
            const char *name = t->geometry->name;
            double g = is(name, "distance") ? d : is(name, "1/distance") ? 1 / d : 1 / (d * d);
            add(t, (uint16_t[]){s->number[i], s->number[all[j].index]}, g, weight(t, &d, 1), to);
        }
}

static double angle_value(const char *name, const double *d, const double *x, const double *y, const double *z)
{
    double dot = 0, sum = 0, difference = 0;
    for (int k = 0; k < 3; k++) {
        double a = (x[k] - y[k]) / d[0], b = (z[k] - y[k]) / d[1];
        dot += a * b;
        sum += (a + b) * (a + b);
        difference += (a - b) * (a - b);
    }
    /* W. Kahan's formula for the angle between unit vectors. */
    return is(name, "angle") ? 2 * atan2(sqrt(difference), sqrt(sum)) : is(name, "cos_angle") ? dot : dot / (d[0] * d[1]);
}

/* From the projections of the outer bonds on the plane across the middle one, by Kahan's formula; false for three atoms
   on a line. */
static bool dihedral(const double *x1, const double *x2, const double *x3, const double *x4, double *value)
{
    double a[3], b[3], c[3], p[3], q[3], bb = 0, ab = 0, cb = 0, aa = 0, cc = 0, pp = 0, qq = 0, sum = 0, difference = 0;
    for (int k = 0; k < 3; k++) {
        a[k] = x1[k] - x2[k];
        b[k] = x3[k] - x2[k];
        c[k] = x4[k] - x3[k];
        aa += a[k] * a[k];
        bb += b[k] * b[k];
        cc += c[k] * c[k];
        ab += a[k] * b[k];
        cb += c[k] * b[k];
    }
    for (int k = 0; k < 3; k++) {
        p[k] = a[k] - ab / bb * b[k];
        q[k] = c[k] - cb / bb * b[k];
        pp += p[k] * p[k];
        qq += q[k] * q[k];
    }
    for (int k = 0; k < 3; k++) {
        sum += pow(p[k] / sqrt(pp) + q[k] / sqrt(qq), 2);
        difference += pow(p[k] / sqrt(pp) - q[k] / sqrt(qq), 2);
    }
    *value = 2 * atan2(sqrt(difference), sqrt(sum));
    return sqrt(pp / aa) > 1e-5 && sqrt(qq / cc) > 1e-5;
}

static void chains(const struct term *t, const struct structure *s, const struct atom *all, size_t n, struct blocks *to)
{
    for (size_t j = 0; j < s->sample.atoms; j++)
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < n; k++) {
                const double *centre = s->position[j];
                double d[3] = {between(all[i].at, centre), between(all[k].at, centre), between(all[i].at, all[k].at)};
                if (i == k || d[0] == 0 || d[1] == 0)
                    continue;
                double w = weight(t, d, 3);
                if (w > 0)
                    add(t, (uint16_t[]){s->number[all[i].index], s->number[j], s->number[all[k].index]},
                        angle_value(t->geometry->name, d, all[i].at, centre, all[k].at), w, to);
            }
}

/* Chains i-j-k-l with j in the cell. Those with three atoms on a line have no dihedral. */
static void quadruples(const struct term *t, const struct structure *s, const struct atom *all, size_t n, double radius,
                       struct blocks *to)
{
    for (size_t j = 0; j < s->sample.atoms; j++)
        for (size_t k = 0; k < n; k++) {
            const double *second = s->position[j], *third = all[k].at;
            double d23 = between(second, third);
            if (d23 == 0 || d23 > radius)
                continue;
            for (size_t i = 0; i < n; i++) {
                double d12 = between(all[i].at, second);
                if (d12 == 0 || d12 > radius || i == k)
                    continue;
                for (size_t l = 0; l < n; l++) {
                    double d[3] = {d12, d23, between(third, all[l].at)}, g;
                    if (d[2] == 0 || d[2] > radius || l == i || between(all[l].at, second) == 0)
                        continue;
                    double w = weight(t, d, 3);
                    if (w > 0 && dihedral(all[i].at, second, third, all[l].at, &g))
                        add(t,
                            (uint16_t[]){s->number[all[i].index], s->number[j], s->number[all[k].index],
                                         s->number[all[l].index]},
                            is(t->geometry->name, "dihedral") ? g : cos(g), w, to);
                }
            }
        }
}

static void atoms(const struct term *t, const struct structure *s, struct blocks *to)
{
    for (size_t i = 0; i < s->sample.atoms; i++) {
        double count = 0;
        bool first = true;
        for (size_t j = 0; j < s->sample.atoms; j++) {
            count += s->number[j] == s->number[i];
            first = first && (j >= i || s->number[j] != s->number[i]);
        }
        double w = is(t->weighting->name, "1/count") ? 1 / count : 1;
        if (w < t->cutoff || (is(t->geometry->name, "count") && !first))
            continue;
        contribute(t, (uint16_t[]){s->number[i]}, is(t->geometry->name, "count") ? count : s->number[i], w, to);
    }
}

void reference_mbtr(const struct term *t, const struct structure *s, double radius, struct blocks *to)
{
    struct atom *all;
    size_t n = all_images(s, t->body == 4 ? 2 * radius : radius, &all);
    blocks_resize(to, 0, t->body, t->grid.bins);
    if (t->body == 1)
        atoms(t, s, to);
    else if (t->body == 2)
        pairs(t, s, all, n, to);
    else if (t->body == 3)
        chains(t, s, all, n, to);
    else
        quadruples(t, s, all, n, radius, to);
    free(all);
}

/* What lies beyond the tails that the broadening keeps does not count. */
#define TINY 1e-5

double reference_deviation(const struct blocks *a, const struct blocks *b, unsigned body, size_t bins)
{
    double worst = 0, largest = 0;
    size_t i = 0, j = 0;
    while (i < a->n || j < b->n) {
        int order = i == a->n ? 1 : j == b->n ? -1 : blocks_compare_keys(a->key + i * body, b->key + j * body, body);
        for (size_t k = 0; k < bins; k++) {
            double x = order <= 0 ? a->bin[i * bins + k] : 0, y = order >= 0 ? b->bin[j * bins + k] : 0;
            worst = fmax(worst, fabs(x - y));
            largest = fmax(largest, fabs(y));
        }
        i += order <= 0;
        j += order >= 0;
    }
    return worst / (largest + TINY);
}
