#include "tune/tensor_distances.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "kernel/panels.h"
#include "kernel/tile.h"
#include "math/quantile.h"
#include "math/random.h"
#include "math/triangle.h"
#include "structure/element.h"
#include "tensor/tensor_batch.h"

/* Atoms of an element, and structures whose tensors are in memory at a time. */
enum { MOST = 500, CHUNK = 64 };

/* Tensors that have a distance from each other: those of an element, or all. */
struct group {
    size_t left, wanted;  /* that are still to come, and how many of these are taken */
    size_t n;             /* taken */
    struct panels **term; /* one per term, which they hold alone; NULL: none yet */
};

struct tensor_distances {
    size_t nterms, npairs;
    double **square; /* per term, of all pairs */
};

struct distance_sample {
    const struct layout *layout;
    const double *alone; /* nterms rows of scales: 1 for a term, 0 for the others */
    size_t nterms;
    uint64_t random;
    struct group group[ELEMENT_MAX + 1]; /* by atomic number; 0: of structures */
};

static void count(struct distance_sample *g, bool atoms, const struct structure *s, size_t n)
{
    for (size_t i = 0; atoms && i < n; i++)
        for (size_t a = 0; a < s[i].sample.atoms; a++)
            g->group[s[i].number[a]].left++;
    if (!atoms)
        g->group[0].left = n;
    for (size_t z = 0; z <= ELEMENT_MAX; z++)
        g->group[z].wanted = atoms && g->group[z].left > MOST ? MOST : g->group[z].left;
}

/* Takes the next tensor of a group, or leaves it out: selection sampling, algorithm S (D. E. Knuth, The Art of Computer
   Programming, 3.4.2). */
static void take(struct distance_sample *g, size_t number, const struct tensor *t)
{
    struct group *to = &g->group[number];
    if (random_below(&g->random, to->left--) >= to->wanted)
        return;
    if (!to->term) {
        to->term = mem_new(g->nterms, sizeof *to->term);
        for (size_t i = 0; i < g->nterms; i++)
            to->term[i] = panels_new(g->layout, g->alone + i * g->nterms, g->nterms, NULL);
    }
    for (size_t i = 0; i < g->nterms; i++)
        panels_add(to->term[i], t);
    to->wanted--;
    to->n++;
}

static void gather(struct distance_sample *g, const struct representation *r, bool atoms, const struct structure *s, size_t n)
{
    struct tensor_batch *b = tensor_batch_new(r, CHUNK);
    for (size_t i = 0; i < n; i += CHUNK) {
        size_t some = n - i < CHUNK ? n - i : CHUNK;
        tensor_batch_build(b, atoms, s + i, some);
        for (size_t k = 0; k < some; k++)
            for (size_t a = 0; a < (atoms ? s[i + k].sample.atoms : 1); a++)
                take(g, atoms ? s[i + k].number[a] : 0, tensor_batch_of(b, k) + a);
    }
    tensor_batch_free(b);
}

/* The squares of a group's pairs, after n others; returns how many there then are. Frees the panels. */
static size_t add_group(struct tensor_distances *d, struct group *g, size_t n)
{
    size_t pairs = triangle_row(g->n) - g->n;
    double *square = mem_matrix(triangle_row(g->n), sizeof *square);
    for (size_t t = 0; g->term && t < d->nterms; t++) {
        panels_finish(g->term[t]);
        tile_triangle(MEASURE_SQUARE, g->term[t], square);
        panels_free(g->term[t]);
        double *to = d->square[t] = mem_resize(d->square[t], n + pairs, sizeof *to);
        for (size_t i = 1; i < g->n; i++)
            for (size_t j = 0; j < i; j++)
                to[n + triangle_row(i) - i + j] = square[triangle_row(i) + j];
    }
    free(g->term);
    free(square);
    return n + pairs;
}

struct tensor_distances *tensor_distances_new(const struct representation *r, bool atoms, const struct structure *s, size_t n)
{
    struct tensor_distances *d = mem_new(1, sizeof *d);
    struct distance_sample *g = mem_zero(1, sizeof *g);
    struct layout *layout = mem_new(r->nterms, sizeof *layout);
    double *alone = mem_zero(r->nterms * r->nterms, sizeof *alone);
    *d = (struct tensor_distances){.nterms = r->nterms, .square = mem_zero(r->nterms, sizeof *d->square)};
    for (size_t i = 0; i < r->nterms; i++)
        alone[i * r->nterms + i] = 1;
    representation_layout(r, layout);
    g->layout = layout;
    g->alone = alone;
    g->nterms = r->nterms;
    count(g, atoms, s, n);
    gather(g, r, atoms, s, n);
    for (size_t z = 0; z <= ELEMENT_MAX; z++)
        d->npairs = add_group(d, &g->group[z], d->npairs);
    free(layout);
    free(alone);
    free(g);
    return d;
}

void tensor_distances_free(struct tensor_distances *d)
{
    for (size_t i = 0; i < d->nterms; i++)
        free(d->square[i]);
    free(d->square);
    free(d);
}

double tensor_distances_median(const struct tensor_distances *d, const double *scale)
{
    double *square = mem_zero(d->npairs, sizeof *square);
    for (size_t i = 0; i < d->nterms; i++)
        for (size_t p = 0; p < d->npairs; p++)
            square[p] += scale[i] * scale[i] * d->square[i][p];
    double median = d->npairs ? sqrt(quantile_median(square, d->npairs)) : 0;
    free(square);
    return median;
}
