#include "geometry/neighbours.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "geometry/lattice.h"
#include "math/vector.h"

struct image {
    double at[3];
    uint32_t atom;
    int side; /* sign of the first translation that is not 0; 0: none */
};

/* The images by cube, what is looked at for every one of them in arrays of its own. */
struct sorted {
    double *x[3];
    uint64_t *order; /* 2 atom + (side > 0): a pair counts once where it is above that of its centre */
    struct image *image;
    size_t capacity[5];
};

/* Cubes that fill the box around all images, so that those near a point are in few of them. */
struct grid {
    double low[3], edge[3], per_edge[3];
    size_t n[3];
};

/* More images than this take days and tens of gigabytes: the cell must be in another unit. */
#define MOST_IMAGES 1e9

/* Bytes of an image: as it is collected, and as it is sorted. */
#define IMAGE_BYTES (2 * sizeof(struct image) + 3 * sizeof(double) + sizeof(uint64_t) + 2 * sizeof(size_t))

/* Neighbours whose memory is worth a better estimate than the number of images. */
#define MANY_ENTRIES 1e7

/* One atom of so many is looked at to estimate how many neighbours all have. */
enum { ATOMS_PER_SAMPLE = 64, SAMPLES_MAX = 256 };

/* Cubes per radius, so that few images without the sphere are looked at, and images per cube, so that few cubes are. */
#define CUBES 2.0
#define IMAGES 2.0

/* Keeps rounding from leaving out a cube that the sphere touches. */
#define SLACK 1e-9

struct near_image {
    double distance;
    size_t index;
};

struct neighbours_work {
    struct lattice lattice;
    double (*home)[3], (*fraction)[3]; /* of the atoms, translated into one cell */
    double low[3], high[3];            /* the box around the former */
    struct image *image;
    struct sorted sorted;
    size_t *cube, *first; /* cube of each image; first image of each cube */
    size_t nimages;
    struct grid grid;
    size_t atoms; /* of the structure that all this is of */
    double radius;
    enum neighbours_lists lists;
    struct near_image *candidate, *spare;
    size_t *end; /* of stretches of candidates */
    size_t home_capacity, fraction_capacity, image_capacity, cube_capacity, first_capacity, candidate_capacity, spare_capacity,
        end_capacity;
    char message[160];
};

const char *neighbours_same_place(size_t a, size_t b, double distance, char *to, size_t room)
{
    snprintf(to, room, "atoms %zu and %zu are at one place (%.2g angstrom apart)", a + 1, b + 1, distance);
    return to;
}

/* False, with a message, where the memory that something takes is more than there is for it. */
static bool has_memory(struct neighbours *n, const char *what, double bytes)
{
    struct neighbours_work *w = n->work;
    n->too_many = n->memory && bytes > (double)n->memory;
    if (!n->too_many)
        return true;
    snprintf(w->message, sizeof w->message,
             "%s within %.3g angstrom need about %.2g GiB of memory, and there are %.2g GiB for them", what, w->radius,
             bytes / GIB, (double)n->memory / GIB);
    return false;
}

static void wrap(struct neighbours_work *w, const struct structure *s)
{
    const struct lattice *l = &w->lattice;
    size_t n = s->sample.atoms;
    w->home = mem_grow(w->home, &w->home_capacity, n, sizeof *w->home);
    w->fraction = mem_grow(w->fraction, &w->fraction_capacity, n, sizeof *w->fraction);
    for (size_t i = 0; i < n; i++) {
        memcpy(w->home[i], s->position[i], sizeof *w->home);
        for (unsigned a = 0; a < l->n; a++) {
            double f = vector_dot(l->dual[a], s->position[i]);
            vector_add_multiple(w->home[i], -floor(f), l->vector[a]);
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
            low[c] = at[i][c] < low[c] ? at[i][c] : low[c];
            high[c] = at[i][c] > high[c] ? at[i][c] : high[c];
        }
    }
}

static int sign(long t)
{
    return (t > 0) - (t < 0);
}

/* Adds the images of an atom by translations from first to last along each direction, unless they are further than the radius
   from the box around the atoms. */
static void add_images(struct neighbours_work *w, uint32_t atom, const long first[3], const long last[3])
{
    const struct lattice l = w->lattice;
    const struct image home = {.at = {w->home[atom][0], w->home[atom][1], w->home[atom][2]}, .atom = atom};
    size_t most = w->nimages;
    double low[3], high[3];
    long t[3];
    for (unsigned c = 0; c < 3; c++) {
        low[c] = w->low[c] - w->radius;
        high[c] = w->high[c] + w->radius;
    }
    most += (size_t)(last[0] - first[0] + 1) * (size_t)(last[1] - first[1] + 1) * (size_t)(last[2] - first[2] + 1);
    w->image = mem_grow(w->image, &w->image_capacity, most, sizeof *w->image);
    for (t[0] = first[0]; t[0] <= last[0]; t[0]++) {
        struct image plane = home;
        vector_add_multiple(plane.at, (double)t[0], l.vector[0]);
        for (t[1] = first[1]; t[1] <= last[1]; t[1]++) {
            struct image row = plane;
            vector_add_multiple(row.at, (double)t[1], l.vector[1]);
            row.side = t[0] ? sign(t[0]) : sign(t[1]);
            for (t[2] = first[2]; t[2] <= last[2]; t[2]++) {
                struct image *to = &w->image[w->nimages];
                bool near = true;
                *to = row;
                vector_add_multiple(to->at, (double)t[2], l.vector[2]);
                to->side = row.side ? row.side : sign(t[2]);
                for (unsigned c = 0; c < 3; c++)
                    near &= (to->at[c] >= low[c]) & (to->at[c] <= high[c]);
                w->nimages += near;
            }
        }
    }
}

/* All images whose fractional coordinates lie within the radius of some atom's: per direction, atoms lie between
   low and high, and a step of 1 is as wide as the distance 1/|dual| of lattice planes. */
static const char *collect_images(struct neighbours *n)
{
    struct neighbours_work *w = n->work;
    const struct lattice lattice = w->lattice, *l = &lattice;
    double low[3], high[3], margin[3], most = (double)w->atoms;
    w->nimages = 0;
    bounds(low, high, w->fraction, w->atoms, l->n);
    for (unsigned a = 0; a < l->n; a++) {
        margin[a] = w->radius * sqrt(vector_dot(l->dual[a], l->dual[a])) * (1 + 1e-12);
        most *= high[a] - low[a] + 2 * margin[a] + 1;
    }
    if (!(most <= MOST_IMAGES)) {
        snprintf(w->message, sizeof w->message, "more than %g periodic images within %.3g angstrom: is the cell in angstrom?",
                 MOST_IMAGES, w->radius);
        return w->message;
    }
    if (!has_memory(n, "periodic images", most * (double)IMAGE_BYTES))
        return w->message;
    for (size_t i = 0; i < w->atoms; i++) {
        long from[3] = {0}, to[3] = {0};
        for (unsigned a = 0; a < l->n; a++) {
            from[a] = (long)ceil(low[a] - margin[a] - w->fraction[i][a]);
            to[a] = (long)floor(high[a] + margin[a] - w->fraction[i][a]);
        }
        add_images(w, (uint32_t)i, from, to);
    }
    return NULL;
}

/* The cube along direction c in which a coordinate lies; what is off the grid counts to its first or last. */
static size_t cube_at(const struct grid *g, unsigned c, double x)
{
    double n = (x - g->low[c]) * g->per_edge[c];
    return n > 0 ? n < (double)g->n[c] ? (size_t)n : g->n[c] - 1 : 0;
}

static struct grid make_grid(const struct neighbours_work *w, double radius)
{
    struct grid g;
    double most = fmax(1, cbrt((double)w->nimages / IMAGES));
    for (unsigned c = 0; c < 3; c++) {
        double extent = w->high[c] - w->low[c] + 2 * radius;
        g.n[c] = (size_t)fmax(1, fmin(most, floor(extent / radius * CUBES)));
        g.low[c] = w->low[c] - radius;
        g.edge[c] = extent / (double)g.n[c];
        g.per_edge[c] = 1 / g.edge[c];
    }
    return g;
}

/* Counting sort of the images by cube. */
static void sort_images(struct neighbours_work *w, const struct grid *g)
{
    size_t cubes = g->n[0] * g->n[1] * g->n[2];
    struct sorted *s = &w->sorted;
    w->cube = mem_grow(w->cube, &w->cube_capacity, w->nimages, sizeof *w->cube);
    for (unsigned c = 0; c < 3; c++)
        s->x[c] = mem_grow(s->x[c], &s->capacity[c], w->nimages, sizeof(double));
    s->order = mem_grow(s->order, &s->capacity[3], w->nimages, sizeof *s->order);
    s->image = mem_grow(s->image, &s->capacity[4], w->nimages, sizeof *s->image);
    w->first = mem_grow(w->first, &w->first_capacity, cubes + 2, sizeof *w->first);
    memset(w->first, 0, (cubes + 2) * sizeof *w->first);
    for (size_t i = 0; i < w->nimages; i++) {
        const double *at = w->image[i].at;
        w->cube[i] = (cube_at(g, 0, at[0]) * g->n[1] + cube_at(g, 1, at[1])) * g->n[2] + cube_at(g, 2, at[2]);
        w->first[w->cube[i] + 2]++;
    }
    for (size_t c = 0; c < cubes; c++)
        w->first[c + 2] += w->first[c + 1];
    for (size_t i = 0; i < w->nimages; i++) {
        size_t to = w->first[w->cube[i] + 1]++;
        for (unsigned c = 0; c < 3; c++)
            s->x[c][to] = w->image[i].at[c];
        s->order[to] = 2 * (uint64_t)w->image[i].atom + (w->image[i].side > 0);
        s->image[to] = w->image[i];
    }
}

/* Appends the images from first to end that lie within the radius and count; returns how many there are then. */
static size_t take_run(struct neighbours_work *w, size_t first, size_t end, const double at[3], double radius, uint64_t least,
                       size_t count)
{
    const struct sorted *s = &w->sorted;
    w->candidate = mem_grow(w->candidate, &w->candidate_capacity, count + end - first, sizeof *w->candidate);
    struct near_image *to = w->candidate;
    for (size_t k = first; k < end; k++) {
        double x = s->x[0][k] - at[0], y = s->x[1][k] - at[1], z = s->x[2][k] - at[2];
        to[count] = (struct near_image){x * x + y * y + z * z, k};
        count += (to[count].distance <= radius * radius) & (s->order[k] >= least);
    }
    return count;
}

/* How far a coordinate is from the cubes with index n along direction c. */
static double to_cube(const struct grid *g, unsigned c, size_t n, double x)
{
    double low = g->low[c] + (double)n * g->edge[c], high = low + g->edge[c];
    return x < low ? low - x : x > high ? x - high : 0;
}

/* Gathers the squared distances of the images within the radius, row by row of the cubes that it touches. */
static size_t take_sphere(struct neighbours_work *w, const struct grid *g, const double at[3], double radius, uint64_t least)
{
    double wide = radius * (1 + SLACK);
    size_t from[2], to[2], count = 0;
    for (unsigned c = 0; c < 2; c++) {
        from[c] = cube_at(g, c, at[c] - wide);
        to[c] = cube_at(g, c, at[c] + wide);
    }
    for (size_t x = from[0]; x <= to[0]; x++)
        for (size_t y = from[1]; y <= to[1]; y++) {
            double dx = to_cube(g, 0, x, at[0]), dy = to_cube(g, 1, y, at[1]), rest = wide * wide - dx * dx - dy * dy;
            if (rest < 0)
                continue;
            size_t row = (x * g->n[1] + y) * g->n[2], *first = w->first + row;
            count = take_run(w, first[cube_at(g, 2, at[2] - sqrt(rest))], first[cube_at(g, 2, at[2] + sqrt(rest)) + 1], at,
                             radius, least, count);
        }
    return count;
}

static int compare_near(const void *a, const void *b)
{
    const struct near_image *x = a, *y = b;
    return x->distance != y->distance ? (x->distance > y->distance) - (x->distance < y->distance)
                                      : (x->index > y->index) - (x->index < y->index);
}

/* Sorts each of the stretches that end where the counts say, when it is too long for insertion. */
static void sort_long(struct near_image *list, const size_t *end, size_t n)
{
    enum { LONG = 16 };
    for (size_t b = 0, first = 0; b < n; first = end[b++])
        if (end[b] - first > LONG)
            qsort(list + first, end[b] - first, sizeof *list, compare_near);
}

static void insert_in_order(struct near_image *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct near_image c = list[i];
        size_t j = i;
        for (; j > 0 && list[j - 1].distance > c.distance; j--)
            list[j] = list[j - 1];
        list[j] = c;
    }
}

/* The candidates by increasing distance: in as many stretches of equal width as there are candidates, few are out of order. */
static const struct near_image *sort_candidates(struct neighbours_work *w, size_t n)
{
    double scale = w->radius > 0 ? (double)n / (w->radius * w->radius) : 0;
    w->spare = mem_grow(w->spare, &w->spare_capacity, n, sizeof *w->spare);
    w->end = mem_grow(w->end, &w->end_capacity, n + 2, sizeof *w->end);
    memset(w->end, 0, (n + 2) * sizeof *w->end);
    for (size_t k = 0; k < n; k++)
        w->end[(size_t)(w->candidate[k].distance * scale) + 1]++;
    for (size_t b = 0; b < n; b++)
        w->end[b + 1] += w->end[b];
    for (size_t k = 0; k < n; k++)
        w->spare[w->end[(size_t)(w->candidate[k].distance * scale)]++] = w->candidate[k];
    sort_long(w->spare, w->end, n + 1);
    insert_in_order(w->spare, n);
    return w->spare;
}

/* Images from this one on stand in the list of atom i. */
static uint64_t least_of(const struct neighbours_work *w, size_t i)
{
    return w->lists == NEIGHBOURS_ONCE ? 2 * (uint64_t)i + 1 : 0;
}

/* Adds the neighbours of atom i; false when one is at its place. */
static bool take_neighbours(struct neighbours *n, size_t i)
{
    struct neighbours_work *w = n->work;
    size_t found = take_sphere(w, &w->grid, w->home[i], w->radius, least_of(w, i)), count = n->start[i];
    const struct near_image *near = w->lists == NEIGHBOURS_SORTED ? sort_candidates(w, found) : w->candidate;
    n->list = mem_grow(n->list, &n->list_capacity, count + found, sizeof *n->list);
    for (size_t k = 0; k < found; k++) {
        const struct image *image = &w->sorted.image[near[k].index];
        struct neighbour *to = &n->list[count];
        if (image->side == 0 && image->atom == i)
            continue;
        for (unsigned c = 0; c < 3; c++)
            to->vector[c] = image->at[c] - w->home[i][c];
        to->atom = image->atom;
        to->side = image->side;
        to->distance = sqrt(near[k].distance);
        n->closest = to->distance < n->closest ? to->distance : n->closest;
        if (neighbours_problem(i, image->atom, to->distance, w->message, sizeof w->message))
            return false;
        count++;
    }
    n->start[i + 1] = count;
    return true;
}

/* No two atoms of a finite structure are further apart than the diagonal of the box around them. */
static double bounded(const struct neighbours_work *w, double radius)
{
    double square = 0;
    for (unsigned c = 0; c < 3; c++)
        square += (w->high[c] - w->low[c]) * (w->high[c] - w->low[c]);
    return w->lattice.n > 0 ? radius : fmin(radius, 1 + sqrt(square));
}

const char *neighbours_prepare(struct neighbours *n, const struct structure *s, double radius, enum neighbours_lists lists)
{
    if (!n->work)
        n->work = mem_zero(1, sizeof *n->work);
    struct neighbours_work *w = n->work;
    w->atoms = s->sample.atoms;
    w->lists = lists;
    n->too_many = false;
    lattice_reduce(&w->lattice, s->cell, s->pbc);
    wrap(w, s);
    bounds(w->low, w->high, w->home, w->atoms, 3);
    w->radius = bounded(w, radius);
    const char *message = collect_images(n);
    if (message)
        return message;
    w->grid = make_grid(w, w->radius);
    sort_images(w, &w->grid);
    return NULL;
}

static double power_of(double x, unsigned power)
{
    double y = 1;
    for (; power > 0; power--)
        y *= x;
    return y;
}

double neighbours_expected(struct neighbours *n, unsigned power, double enough)
{
    struct neighbours_work *w = n->work;
    double atoms = (double)w->atoms, most = atoms * power_of((double)w->nimages - 1, power), sum = 0;
    size_t samples = 1 + w->atoms / ATOMS_PER_SAMPLE;
    samples = samples < SAMPLES_MAX ? samples : SAMPLES_MAX;
    if (most <= enough)
        return most;
    for (size_t k = 0; k < samples; k++) {
        size_t i = (2 * k + 1) * w->atoms / (2 * samples), found = take_sphere(w, &w->grid, w->home[i], w->radius, 0);
        sum += power_of((double)found - 1, power);
    }
    return sum * atoms / (double)samples;
}

const char *neighbours_list(struct neighbours *n)
{
    struct neighbours_work *w = n->work;
    double entries = neighbours_expected(n, 1, MANY_ENTRIES) * (w->lists == NEIGHBOURS_ONCE ? 0.5 : 1);
    if (!has_memory(n, "neighbours", entries * (double)sizeof *n->list))
        return w->message;
    /* Lists that are doubled as they grow would take twice the memory that was looked for. */
    if (entries > MANY_ENTRIES)
        n->list = mem_grow(n->list, &n->list_capacity, (size_t)(1.05 * entries), sizeof *n->list);
    n->start = mem_grow(n->start, &n->start_capacity, w->atoms + 1, sizeof *n->start);
    n->start[0] = 0;
    n->closest = INFINITY;
    for (size_t i = 0; i < w->atoms; i++)
        if (!take_neighbours(n, i))
            return w->message;
    return NULL;
}

const char *neighbours_find(struct neighbours *n, const struct structure *s, double radius, enum neighbours_lists lists)
{
    const char *message = neighbours_prepare(n, s, radius, lists);
    return message ? message : neighbours_list(n);
}

const char *neighbours_closest(struct neighbours *n, const struct structure *s, double *closest)
{
    bool lone = s->sample.atoms == 1 && !s->pbc[0] && !s->pbc[1] && !s->pbc[2];
    *closest = INFINITY;
    for (double radius = 2; !lone && isinf(*closest); radius *= 2) {
        const char *message = neighbours_find(n, s, radius, NEIGHBOURS_ONCE);
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
        for (unsigned c = 0; c < 3; c++)
            free(w->sorted.x[c]);
        free(w->sorted.order);
        free(w->sorted.image);
        free(w->cube);
        free(w->first);
        free(w->candidate);
        free(w->spare);
        free(w->end);
        free(w);
    }
    free(n->start);
    free(n->list);
    *n = (struct neighbours){0};
}
