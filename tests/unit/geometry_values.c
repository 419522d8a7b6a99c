/* The gap between neighbouring values of a block, against a search among all pairs of values, for molecules whose atoms, and so
   whose distances, come in no order, and for these atoms; and of a square, whose sides are one value and whose diagonals another. */
#include "tune/geometry_values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "geometry/geometry_functions.h"
#include "geometry/weighting_functions.h"

enum { ATOMS = 9, PAIRS = ATOMS * (ATOMS - 1) / 2, MOLECULES = 5 };
static const double same = 1e-9;

static int wrong;

static void expect(double found, double right, const char *what)
{
    if (fabs(found - right) <= 1e-12)
        return;
    fprintf(stderr, "%s: %.15g, expected %.15g\n", what, found, right);
    wrong = 1;
}

/* A pair of atoms: its elements, which are 1 and 6, tell its block. */
struct pair {
    int block;
    double distance;
};

static void fill_pairs(const struct structure *s, struct pair *pair)
{
    for (size_t i = 0; i < s->sample.atoms; i++)
        for (size_t j = 0; j < i; j++, pair++) {
            const double *a = s->position[i], *b = s->position[j];
            *pair = (struct pair){s->number[i] + s->number[j], hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2])};
        }
}

/* The least gap such that gaps up to it have half the weight of all: that of a gap is 1/distance^2 of its longer pair. */
static double gap_of(const struct pair *pair, size_t n)
{
    double width[PAIRS], weight[PAIRS], all = 0, least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        double next = INFINITY;
        for (size_t j = 0; j < n; j++)
            if (pair[j].block == pair[i].block && pair[j].distance > pair[i].distance)
                next = fmin(next, pair[j].distance);
        width[i] = next - pair[i].distance;
        weight[i] = isfinite(next) ? 1 / (next * next) : 0;
        all += weight[i];
    }
    for (size_t i = 0; i < n; i++) {
        double below = 0;
        for (size_t j = 0; j < n; j++)
            below += width[j] <= width[i] ? weight[j] : 0;
        if (below >= all / 2)
            least = fmin(least, width[i]);
    }
    return least;
}

static struct structure make_structure(size_t atoms)
{
    struct structure s = {.sample = {.id = mem_text("molecule"), .atoms = atoms}, .file = "unit"};
    s.number = mem_new(atoms, 1);
    s.position = mem_zero(atoms, sizeof *s.position);
    for (size_t i = 0; i < atoms; i++) {
        s.number[i] = i % 3 ? 1 : 6;
        for (int c = 0; c < 3; c++)
            s.position[i][c] = 5 * drand48();
    }
    return s;
}

static int ascending(const void *a, const void *b)
{
    const double *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

/* The pairs that begin with an atom, in blocks by the other. */
static size_t fill_pairs_of(const struct structure *s, size_t atom, struct pair *pair)
{
    size_t n = 0;
    for (size_t j = 0; j < s->sample.atoms; j++) {
        const double *a = s->position[atom], *b = s->position[j];
        if (j != atom)
            pair[n++] = (struct pair){s->number[j], hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2])};
    }
    return n;
}

/* The gaps of atoms: the median over those of all molecules. */
static void try_atoms(const struct term *term)
{
    double right[MOLECULES * ATOMS];
    struct geometry_values *v = geometry_values_new(term, same, true);
    for (int i = 0; i < MOLECULES; i++) {
        struct structure s = make_structure(ATOMS);
        struct pair pair[ATOMS];
        sample_count_elements(&s.sample, s.number);
        for (size_t a = 0; a < ATOMS; a++) {
            size_t n = fill_pairs_of(&s, a, pair);
            right[(size_t)i * ATOMS + a] = gap_of(pair, n);
        }
        geometry_values_add(v, &s);
        structure_free(&s);
    }
    qsort(right, MOLECULES * ATOMS, sizeof *right, ascending);
    expect(geometry_values_gap(v), right[MOLECULES * ATOMS / 2], "gap of atoms");
    geometry_values_free(v);
}

/* Molecules each alone, and all of them together. */
static void try_molecules(const struct term *term)
{
    double right[MOLECULES], low = INFINITY, high = 0;
    struct geometry_values *all = geometry_values_new(term, same, false);
    for (int i = 0; i < MOLECULES; i++) {
        struct structure s = make_structure(ATOMS);
        struct geometry_values *alone = geometry_values_new(term, same, false);
        struct pair pair[PAIRS];
        sample_count_elements(&s.sample, s.number);
        fill_pairs(&s, pair);
        right[i] = gap_of(pair, PAIRS);
        for (size_t j = 0; j < PAIRS; j++) {
            low = fmin(low, pair[j].distance);
            high = fmax(high, pair[j].distance);
        }
        geometry_values_add(alone, &s);
        geometry_values_add(all, &s);
        expect(geometry_values_gap(alone), right[i], "gap of a molecule");
        geometry_values_free(alone);
        structure_free(&s);
    }
    qsort(right, MOLECULES, sizeof *right, ascending);
    expect(geometry_values_gap(all), right[MOLECULES / 2], "gap of all");
    expect(geometry_values_low(all), low, "shortest distance");
    expect(geometry_values_high(all), high, "longest distance");
    geometry_values_free(all);
}

static double gap_after(const struct term *term, const struct structure *before, const struct structure *s)
{
    struct geometry_values *v = geometry_values_new(term, same, false);
    if (before)
        geometry_values_add(v, before);
    geometry_values_add(v, s);
    geometry_values_add(v, s);
    double gap = geometry_values_gap(v);
    geometry_values_free(v);
    return gap;
}

/* Nothing is left of a larger structure that came before: two of three have one gap. */
static void try_after_larger(const struct term *term)
{
    for (int i = 0; i < 20; i++) {
        struct structure large = make_structure(3 * ATOMS), small = make_structure(4);
        sample_count_elements(&large.sample, large.number);
        sample_count_elements(&small.sample, small.number);
        expect(gap_after(term, &large, &small), gap_after(term, NULL, &small), "gap after a larger structure");
        structure_free(&large);
        structure_free(&small);
    }
}

/* An atom alone has no gap; those of a square are all one, however rounding parts its sides. */
static void try_square(const struct term *term)
{
    for (size_t atoms = 1; atoms <= 4; atoms += 3) {
        struct structure s = make_structure(atoms);
        struct geometry_values *v = geometry_values_new(term, same, false);
        memset(s.number, 1, atoms);
        sample_count_elements(&s.sample, s.number);
        for (size_t i = 0; i < atoms; i++)
            memcpy(s.position[i], (double[3]){cos((double)i * acos(0)), sin((double)i * acos(0)), 0.3}, sizeof s.position[i]);
        geometry_values_add(v, &s);
        if (atoms == 4)
            expect(geometry_values_gap(v), 2 - sqrt(2), "gap of a square");
        else if (isfinite(geometry_values_gap(v)))
            wrong = fprintf(stderr, "an atom alone has a gap\n");
        geometry_values_free(v);
        structure_free(&s);
    }
}

int main(void)
{
    const struct geometry_function *g = geometry_functions;
    const struct weighting_function *w = weighting_functions;
    while (strcmp(g->name, "distance") != 0)
        g++;
    while (strcmp(w->name, "1/distance^2") != 0)
        w++;
    struct term term = {.body = 2, .geometry = g, .weighting = w, .reach = INFINITY};
    srand48(3);
    try_molecules(&term);
    try_atoms(&term);
    try_square(&term);
    try_after_larger(&term);
    return wrong != 0;
}
