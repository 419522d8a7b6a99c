#include "geometry/neighbours.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geometry/lattice.h"
#include "geometry/vector.h"

struct image {
    double at[3];
    uint32_t atom;
    int side; /* sign of the first translation that is not 0; 0: none */
};

/* Cubes of at least the radius' edge, so that neighbours lie in adjacent ones. */
struct grid {
    double low[3], edge[3];
    size_t n[3];
};

struct neighbours_work {
    struct lattice lattice;
    double (*home)[3], (*fraction)[3]; /* of the atoms, translated into one cell */
    struct image *image, *sorted;
    size_t *cube, *first; /* cube of each image; first image of each cube */
    size_t nimages;
    size_t home_capacity, fraction_capacity, image_capacity, sorted_capacity, cube_capacity, first_capacity;
    char message[160];
};

static void wrap(struct neighbours_work *w, const struct structure *s)
{
    const struct lattice *l = &w->lattice;
    size_t n = s->sample.atoms;
    w->home = mem_grow(w->home, &w->home_capacity, n, sizeof *w->home);
    w->fraction = mem_grow(w->fraction, &w->fraction_capacity, n, sizeof *w->fraction);
    for (size_t i = 0; i < n; i++) {
        memcpy(w->home[i], s->position[i], sizeof *w->home);
        for (unsigned a = 0; a < l->n; a++) {
            double f = dot(l->dual[a], s->position[i]);
            add_multiple(w->home[i], -floor(f), l->vector[a]);
            w->fraction[i][a] = f - floor(f);
        }
    }
}

static void bounds(double low[3], double high[3], double (*const at)[3], size_t n, unsigned dimensions)
{
    for (unsigned c = 0; c < dimensions; c++) {
        low[c] = INFINITY;
        high[c] = -INFINITY;
        for (size_t i = 0; i < n; i++) {
            low[c] = fmin(low[c], at[i][c]);
            high[c] = fmax(high[c], at[i][c]);
        }
    }
}

static void add_image(struct neighbours_work *w, uint32_t atom, const long t[3])
{
    w->image = mem_grow(w->image, &w->image_capacity, w->nimages + 1, sizeof *w->image);
    struct image *image = &w->image[w->nimages++];
    long first = t[0] ? t[0] : t[1] ? t[1] : t[2];
    *image = (struct image){.atom = atom, .side = (first > 0) - (first < 0)};
    memcpy(image->at, w->home[atom], sizeof image->at);
    for (unsigned a = 0; a < w->lattice.n; a++)
        add_multiple(image->at, (double)t[a], w->lattice.vector[a]);
}

/* All images whose fractional coordinates lie within the radius of some atom's: per direction, atoms lie between
   low and high, and a step of 1 is as wide as the distance 1/|dual| of lattice planes. */
static void collect_images(struct neighbours_work *w, size_t atoms, double radius)
{
    const struct lattice *l = &w->lattice;
    double low[3], high[3];
    w->nimages = 0;
    bounds(low, high, w->fraction, atoms, l->n);
    for (size_t i = 0; i < atoms; i++) {
        long from[3] = {0}, to[3] = {0}, t[3];
        for (unsigned a = 0; a < l->n; a++) {
            double margin = radius * sqrt(dot(l->dual[a], l->dual[a])) * (1 + 1e-12);
            from[a] = (long)ceil(low[a] - margin - w->fraction[i][a]);
            to[a] = (long)floor(high[a] + margin - w->fraction[i][a]);
        }
        for (t[0] = from[0]; t[0] <= to[0]; t[0]++)
            for (t[1] = from[1]; t[1] <= to[1]; t[1]++)
                for (t[2] = from[2]; t[2] <= to[2]; t[2]++)
                    add_image(w, (uint32_t)i, t);
    }
}

static size_t cube_of(const struct grid *g, const double at[3], size_t index[3])
{
    for (unsigned c = 0; c < 3; c++) {
        double x = floor((at[c] - g->low[c]) / g->edge[c]);
        index[c] = x <= 0 ? 0 : x >= (double)g->n[c] ? g->n[c] - 1 : (size_t)x;
    }
    return (index[0] * g->n[1] + index[1]) * g->n[2] + index[2];
}

/* Drops images further than the radius from the box around the atoms, and lays the cubes over the rest. */
static struct grid make_grid(struct neighbours_work *w, size_t atoms, double radius)
{
    double low[3], high[3];
    size_t kept = 0;
    bounds(low, high, w->home, atoms, 3);
    for (size_t i = 0; i < w->nimages; i++) {
        const double *at = w->image[i].at;
        bool near = true;
        for (unsigned c = 0; c < 3; c++)
            near = near && at[c] >= low[c] - radius && at[c] <= high[c] + radius;
        if (near)
            w->image[kept++] = w->image[i];
    }
    w->nimages = kept;

    struct grid g;
    double most = fmax(1, cbrt((double)kept));
    for (unsigned c = 0; c < 3; c++) {
        double extent = high[c] - low[c] + 2 * radius;
        g.n[c] = isinf(radius) ? 1 : (size_t)fmax(1, fmin(most, floor(extent / radius)));
        g.low[c] = low[c] - radius;
        g.edge[c] = isinf(radius) ? 1 : extent / (double)g.n[c];
    }
    return g;
}

/* Counting sort of the images by cube. */
static void sort_images(struct neighbours_work *w, const struct grid *g)
{
    size_t cubes = g->n[0] * g->n[1] * g->n[2], index[3];
    w->cube = mem_grow(w->cube, &w->cube_capacity, w->nimages, sizeof *w->cube);
    w->sorted = mem_grow(w->sorted, &w->sorted_capacity, w->nimages, sizeof *w->sorted);
    w->first = mem_grow(w->first, &w->first_capacity, cubes + 2, sizeof *w->first);
    memset(w->first, 0, (cubes + 2) * sizeof *w->first);
    for (size_t i = 0; i < w->nimages; i++) {
        w->cube[i] = cube_of(g, w->image[i].at, index);
        w->first[w->cube[i] + 2]++;
    }
    for (size_t c = 0; c < cubes; c++)
        w->first[c + 2] += w->first[c + 1];
    for (size_t i = 0; i < w->nimages; i++)
        w->sorted[w->first[w->cube[i] + 1]++] = w->image[i];
}

/* Adds the images of a run that are neighbours of atom i; false when one is at i's place. */
static bool take_run(struct neighbours *n, size_t i, const struct image *image, const struct image *end, double radius)
{
    const struct neighbours_work *w = n->work;
    size_t count = n->start[i + 1];
    n->list = mem_grow(n->list, &n->list_capacity, count + (size_t)(end - image), sizeof *n->list);
    for (; image < end; image++) {
        if (image->side == 0 && image->atom == i)
            continue;
        struct neighbour *to = &n->list[count];
        for (unsigned c = 0; c < 3; c++)
            to->vector[c] = image->at[c] - w->home[i][c];
        to->atom = image->atom;
        to->side = image->side;
        to->distance = sqrt(dot(to->vector, to->vector));
        if (to->distance < SAME_PLACE) {
            snprintf(n->work->message, sizeof n->work->message, "atoms %zu and %zu are at one place (%.2g angstrom apart)",
                     i + 1, (size_t)image->atom + 1, to->distance);
            return false;
        }
        if (to->distance <= radius) {
            n->closest = fmin(n->closest, to->distance);
            count++;
        }
    }
    n->start[i + 1] = count;
    return true;
}

static bool take_neighbours(struct neighbours *n, size_t i, const struct grid *g, double radius)
{
    const struct neighbours_work *w = n->work;
    size_t at[3], from[3], to[3];
    cube_of(g, w->home[i], at);
    for (unsigned c = 0; c < 3; c++) {
        from[c] = at[c] ? at[c] - 1 : 0;
        to[c] = at[c] + 1 < g->n[c] ? at[c] + 1 : at[c];
    }
    n->start[i + 1] = n->start[i];
    for (size_t x = from[0]; x <= to[0]; x++)
        for (size_t y = from[1]; y <= to[1]; y++) {
            size_t row = (x * g->n[1] + y) * g->n[2];
            if (!take_run(n, i, w->sorted + w->first[row + from[2]], w->sorted + w->first[row + to[2] + 1], radius))
                return false;
        }
    return true;
}

const char *neighbours_find(struct neighbours *n, const struct structure *s, double radius)
{
    if (!n->work)
        n->work = mem_zero(1, sizeof *n->work);
    struct neighbours_work *w = n->work;
    size_t atoms = s->sample.atoms;

    lattice_reduce(&w->lattice, s->cell, s->pbc);
    wrap(w, s);
    collect_images(w, atoms, radius);
    struct grid g = make_grid(w, atoms, radius);
    sort_images(w, &g);

    n->start = mem_grow(n->start, &n->start_capacity, atoms + 1, sizeof *n->start);
    n->start[0] = 0;
    n->closest = INFINITY;
    for (size_t i = 0; i < atoms; i++)
        if (!take_neighbours(n, i, &g, radius))
            return w->message;
    return NULL;
}

static int by_distance(const void *a, const void *b)
{
    const struct neighbour *p = a, *q = b;
    return (p->distance > q->distance) - (p->distance < q->distance);
}

void neighbours_sort(struct neighbours *n, size_t atoms)
{
    for (size_t i = 0; i < atoms; i++)
        if (n->start[i] < n->start[i + 1])
            qsort(n->list + n->start[i], n->start[i + 1] - n->start[i], sizeof *n->list, by_distance);
}

const char *neighbours_closest(struct neighbours *n, const struct structure *s, double *closest)
{
    bool lone = s->sample.atoms == 1 && !s->pbc[0] && !s->pbc[1] && !s->pbc[2];
    *closest = INFINITY;
    for (double radius = 1; !lone && isinf(*closest); radius *= 2) {
        const char *message = neighbours_find(n, s, radius);
        if (message)
            return message;
        *closest = n->closest;
    }
    return NULL;
}

void neighbours_free(struct neighbours *n)
{
    struct neighbours_work *w = n->work;
    if (w) {
        free(w->home);
        free(w->fraction);
        free(w->image);
        free(w->sorted);
        free(w->cube);
        free(w->first);
        free(w);
    }
    free(n->start);
    free(n->list);
    *n = (struct neighbours){0};
}
