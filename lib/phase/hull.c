#include "phase/hull.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/threads.h"
#include "phase/mixture.h"

/* Points that are measured against the same hull before it grows. */
enum { CHUNK = 1024 };

struct low_point {
    double formation;
    size_t point;
};

static int by_formation(const void *a, const void *b)
{
    const struct low_point *p = a, *q = b;
    if (p->formation != q->formation)
        return p->formation < q->formation ? -1 : 1;
    return p->point < q->point ? -1 : p->point > q->point;
}

double hull_formation(const struct hull *h, const double *x, double energy)
{
    for (size_t c = 0; c < h->k; c++)
        energy -= x[c] * h->reference[c];
    return energy;
}

static double tolerance_of(size_t k, const double *reference, size_t n, const double *energy)
{
    double largest = 0;
    for (size_t c = 0; c < k; c++)
        largest = fmax(largest, fabs(reference[c]));
    for (size_t i = 0; i < n; i++)
        if (isfinite(energy[i]))
            largest = fmax(largest, fabs(energy[i]));
    return 64 * DBL_EPSILON * largest;
}

/* The points that may be vertices, the lowest first; returns their number. */
static size_t find_candidates(const struct hull *h, const double *fraction, const double *energy, struct low_point *to)
{
    size_t count = 0;
    for (size_t i = 0; i < h->n; i++) {
        double formation = hull_formation(h, fraction + i * h->k, energy[i]);
        if (formation <= h->phases->tolerance)
            to[count++] = (struct low_point){formation, i};
    }
    qsort(to, count, sizeof *to, by_formation);
    return count;
}

/* How far what is at composition x and has this formation energy is below the hull so far. */
static double depth(const struct hull *h, const double *x, double formation, size_t *phase, double *amount, size_t *nphases)
{
    double energy;
    *nphases = mixture_find(h->phases, x, phase, amount, &energy);
    return energy - formation;
}

/* Makes a point a vertex if it is one so far. What is one phase has the composition of that phase. */
static void offer(struct hull *h, const double *x, const struct low_point *c, size_t *capacity)
{
    size_t *phase = mem_new(h->k, sizeof *phase), nphases;
    double *amount = mem_new(h->k, sizeof *amount);
    double below = depth(h, x, c->formation, phase, amount, &nphases), tolerance = h->phases->tolerance;
    if (nphases == 1 && below >= -tolerance) {
        size_t *holder = &h->vertex[phase[0]];
        if (below > tolerance)
            h->phases->energy[phase[0]] = c->formation;
        if (below > tolerance || c->point < *holder)
            *holder = c->point;
    } else if (below > tolerance) {
        phases_add(h->phases, x, c->formation);
        h->vertex = mem_grow(h->vertex, capacity, h->phases->n, sizeof *h->vertex);
        h->vertex[h->phases->n - 1] = c->point;
    }
    free(phase);
    free(amount);
}

/* Offers the candidates, those of a chunk that are above the hull before it excepted. */
static void offer_chunk(struct hull *h, const double *fraction, const struct low_point *c, size_t n, size_t *capacity)
{
    bool above[CHUNK];
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 16) if (n > 64)
    for (size_t i = 0; i < n; i++) {
        size_t *phase = mem_new(h->k, sizeof *phase), nphases;
        double *amount = mem_new(h->k, sizeof *amount);
        double below = depth(h, fraction + c[i].point * h->k, c[i].formation, phase, amount, &nphases);
        above[i] = below < -h->phases->tolerance;
        free(phase);
        free(amount);
    }
    for (size_t i = 0; i < n; i++)
        if (!above[i])
            offer(h, fraction + c[i].point * h->k, &c[i], capacity);
}

/* Takes away what later vertices made none: what is not below the mixtures of all others. */
static void remove_others(struct hull *h)
{
    struct phases *p = h->phases;
    size_t *phase = mem_new(h->k, sizeof *phase), nphases, n = 0;
    double *amount = mem_new(2 * h->k, sizeof *amount), *x = amount + h->k;
    for (size_t j = p->n; j-- > h->k;) {
        double formation = p->energy[j];
        p->energy[j] = INFINITY;
        for (size_t c = 0; c < h->k; c++)
            x[c] = p->fraction[c][j];
        if (depth(h, x, formation, phase, amount, &nphases) > p->tolerance)
            p->energy[j] = formation;
    }
    for (size_t j = 0; j < p->n; j++)
        if (isfinite(p->energy[j]))
            h->vertex[n++] = h->vertex[j];
    phases_compact(p);
    free(phase);
    free(amount);
}

struct hull *hull_new(size_t k, const double *reference, size_t n, const double *fraction, const double *energy)
{
    struct hull *h = mem_zero(1, sizeof *h);
    size_t capacity = k;
    h->k = k;
    h->n = n;
    h->reference = mem_zero(k, sizeof *h->reference);
    h->vertex = mem_new(k, sizeof *h->vertex);
    for (size_t c = 0; c < k; c++) {
        h->reference[c] = reference ? reference[c] : 0;
        h->vertex[c] = n + c;
    }
    h->phases = phases_new(k, tolerance_of(k, h->reference, n, energy));
    struct low_point *candidates = mem_new(n, sizeof *candidates);
    size_t count = find_candidates(h, fraction, energy, candidates);
    for (size_t i = 0; i < count; i += CHUNK)
        offer_chunk(h, fraction, candidates + i, count - i < CHUNK ? count - i : CHUNK, &capacity);
    free(candidates);
    remove_others(h);
    h->nvertices = h->phases->n;
    h->is_vertex = mem_zero(n, sizeof *h->is_vertex);
    for (size_t j = 0; j < h->nvertices; j++)
        if (h->vertex[j] < n)
            h->is_vertex[h->vertex[j]] = true;
    return h;
}

void hull_free(struct hull *h)
{
    if (!h)
        return;
    phases_free(h->phases);
    free(h->reference);
    free(h->vertex);
    free(h->is_vertex);
    free(h);
}

/* Vertices at composition x, as points; returns their number. */
static size_t decompose(const struct hull *h, const double *x, size_t *point, double *amount, double *energy)
{
    size_t n = mixture_find(h->phases, x, point, amount, energy);
    for (size_t i = 0; i < n; i++)
        point[i] = h->vertex[point[i]];
    return n;
}

static double distance(const struct hull *h, const double *x, double energy, double hull)
{
    double above = hull_formation(h, x, energy) - hull;
    return fabs(above) <= h->phases->tolerance ? 0 : above;
}

double hull_energy(const struct hull *h, const double *x)
{
    size_t *point = mem_new(h->k, sizeof *point);
    double *amount = mem_new(h->k, sizeof *amount), energy;
    decompose(h, x, point, amount, &energy);
    free(point);
    free(amount);
    return energy;
}

bool hull_joined(const struct hull *h, size_t a, size_t b)
{
    const struct phases *p = h->phases;
    double *x = mem_new(h->k, sizeof *x), energy = (p->energy[a] + p->energy[b]) / 2;
    for (size_t c = 0; c < h->k; c++)
        x[c] = (p->fraction[c][a] + p->fraction[c][b]) / 2;
    energy -= hull_energy(h, x);
    free(x);
    return energy <= p->tolerance;
}

void hull_above_all(const struct hull *h, size_t n, const double *fraction, const double *energy, double *above)
{
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 16) if (n > 64)
    for (size_t i = 0; i < n; i++) {
        const double *x = fraction + i * h->k;
        above[i] = distance(h, x, energy[i], hull_energy(h, x));
    }
}

void hull_measure(const struct hull *h, size_t n, const double *fraction, const double *energy, double *above, size_t *phases,
                  size_t *point, double *amount)
{
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 16) if (n > 64)
    for (size_t i = 0; i < n; i++) {
        const double *x = fraction + i * h->k;
        double hull;
        phases[i] = decompose(h, x, point + i * h->k, amount + i * h->k, &hull);
        above[i] = distance(h, x, energy[i], hull);
    }
}
