#include "plot/diagram.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "math/quantile.h"
#include "phase/entries.h"
#include "phase/entry_names.h"
#include "phase/hull.h"
#include "phase/references.h"
#include "structure/element.h"
#include "structure/formula.h"

static void check_elements(const struct entries *e)
{
    struct bytes list = {0};
    for (size_t c = 0; c < e->x.k; c++)
        bytes_print(&list, "%s%s", c ? ", " : "", element_symbol(e->x.element[c]));
    if (e->n == 0)
        die("%s: the table has no rows", e->file);
    if (e->x.k < 2 || e->x.k > DIAGRAM_ELEMENTS)
        die("%s: expected two to seven elements, found %zu: %s%s", e->file, e->x.k, (char *)list.at,
            e->x.k > DIAGRAM_ELEMENTS ? "; hull-filter tells the phases of any number" : "");
    bytes_free(&list);
}

static void check_truth(const struct entries *e, struct entries *truth)
{
    bool same = truth->x.k == e->x.k;
    for (size_t c = 0; same && c < e->x.k; c++)
        same = truth->x.element[c] == e->x.element[c];
    if (!same)
        die("%s: expected the same elements as in %s", truth->file, e->file);
    entries_rewind(truth);
    for (size_t i = 0; i < truth->n; i++) {
        struct entry_text text = entries_text(truth);
        if (!truth->known[i])
            die("%s: %s: expected an energy, found a prediction only", truth->file, text.id);
    }
}

/* Elements in the order of a formula that holds them all, else by atomic number: for each the component it is. */
static void order_elements(const struct entries *e, size_t order[DIAGRAM_ELEMENTS])
{
    size_t found = 0;
    for (const char *at = e->fullest; *at && found < e->x.k; at++) {
        if (!isupper((unsigned char)*at))
            continue;
        unsigned z = element_number(at, islower((unsigned char)at[1]) ? 2 : 1);
        size_t c = 0, before = 0;
        while (c < e->x.k && e->x.element[c] != z)
            c++;
        while (before < found && order[before] != c)
            before++;
        if (c < e->x.k && before == found)
            order[found++] = c;
    }
    for (size_t c = 0; found < e->x.k && c < e->x.k; c++)
        order[c] = c;
}

static void permute(const double *from, const size_t order[DIAGRAM_ELEMENTS], size_t k, double to[DIAGRAM_ELEMENTS])
{
    for (size_t c = 0; c < DIAGRAM_ELEMENTS; c++)
        to[c] = c < k ? from[order[c]] : 0;
}

static void add_points(struct diagram *p, struct entries *e, const struct hull *h, const size_t *order)
{
    double *above = mem_new(e->n, sizeof *above);
    hull_above_all(h, e->n, e->x.fraction, e->energy, above);
    p->n = e->n;
    p->point = mem_zero(e->n, sizeof *p->point);
    entries_rewind(e);
    for (size_t i = 0; i < e->n; i++) {
        struct diagram_point *point = &p->point[i];
        const double *x = e->x.fraction + i * e->x.k;
        permute(x, order, e->x.k, point->x);
        point->formation = hull_formation(h, x, e->energy[i]);
        point->deviation = e->deviation[i];
        point->above = above[i];
        point->known = e->known[i];
        point->id = mem_text(entries_text(e).id);
        p->known += e->known[i];
    }
    free(above);
}

struct vertex_place {
    double x[DIAGRAM_ELEMENTS];
    size_t vertex; /* of struct hull */
};

static int by_composition(const void *a, const void *b)
{
    const struct vertex_place *p = a, *q = b;
    for (size_t c = 1; c < DIAGRAM_ELEMENTS; c++)
        if (p->x[c] != q->x[c])
            return p->x[c] < q->x[c] ? -1 : 1;
    return 0;
}

/* The vertices of a hull in order. */
static struct vertex_place *sort_vertices(const struct hull *h, const size_t *order)
{
    struct vertex_place *place = mem_new(h->nvertices, sizeof *place);
    double x[DIAGRAM_ELEMENTS];
    for (size_t v = 0; v < h->nvertices; v++) {
        for (size_t c = 0; c < h->k; c++)
            x[c] = h->phases->fraction[c][v];
        permute(x, order, h->k, place[v].x);
        place[v].vertex = v;
    }
    qsort(place, h->nvertices, sizeof *place, by_composition);
    return place;
}

/* Twice the area of a triangle of compositions, with its sign. */
static double turn(const double *a, const double *b, const double *c)
{
    return (b[1] - a[1]) * (c[2] - a[2]) - (b[2] - a[2]) * (c[1] - a[1]);
}

static bool cross(const struct diagram_lines *l, const size_t p[2], const size_t q[2])
{
    const double *a = l->vertex[p[0]].x, *b = l->vertex[p[1]].x, *c = l->vertex[q[0]].x, *d = l->vertex[q[1]].x;
    return turn(a, b, c) * turn(a, b, d) < -1e-12 && turn(c, d, a) * turn(c, d, b) < -1e-12;
}

static double length(const struct diagram_lines *l, const size_t edge[2])
{
    double sum = 0;
    for (size_t c = 0; c < DIAGRAM_ELEMENTS; c++)
        sum += pow(l->vertex[edge[0]].x[c] - l->vertex[edge[1]].x[c], 2);
    return sum;
}

/* Adds a tie-line. Of diagonals of a flat face, which cross each other, the shortest stays. */
static void add_edge(struct diagram_lines *l, size_t a, size_t b)
{
    size_t edge[2] = {a, b}, kept = 0;
    for (size_t i = 0; i < l->edges; i++)
        if (cross(l, l->edge[i], edge) && length(l, l->edge[i]) <= length(l, edge))
            return;
    for (size_t i = 0; i < l->edges; i++)
        if (!cross(l, l->edge[i], edge))
            memmove(l->edge[kept++], l->edge[i], sizeof edge);
    l->edge = mem_grow(l->edge, &l->capacity, kept + 1, sizeof *l->edge);
    memcpy(l->edge[kept], edge, sizeof edge);
    l->edges = kept + 1;
}

static void add_lines(struct diagram_lines *l, const struct hull *h, struct entries *e, const size_t *order)
{
    struct vertex_place *place = sort_vertices(h, order);
    struct entry_names *names = entry_names_read(e, h->nvertices, h->vertex);
    l->n = h->nvertices;
    l->vertex = mem_zero(l->n, sizeof *l->vertex);
    for (size_t i = 0; i < l->n; i++) {
        size_t v = place[i].vertex;
        const struct entry_name *name = entry_names_find(names, h->vertex[v]);
        memcpy(l->vertex[i].x, place[i].x, sizeof place[i].x);
        l->vertex[i].formation = h->phases->energy[v];
        l->vertex[i].id = name ? mem_text(name->id) : NULL;
    }
    for (size_t i = 0; h->k <= 3 && i < l->n; i++)
        for (size_t j = i + 1; j < l->n; j++)
            if (hull_joined(h, place[i].vertex, place[j].vertex))
                add_edge(l, i, j);
    entry_names_free(names);
    free(place);
}

/* How far a hull goes below its elements. */
static double depth_of(const struct diagram_lines *l)
{
    double depth = 0;
    for (size_t i = 0; i < l->n; i++)
        depth = fmax(depth, -l->vertex[i].formation);
    return depth;
}

/* Vertices of the true hull that are below the found one, by more than digits that a table may lack. */
static void find_missed(struct diagram_lines *truth, const struct hull *h, const size_t *order)
{
    double least = 1e-5 * depth_of(truth);
    for (size_t i = 0; i < truth->n; i++) {
        double x[DIAGRAM_ELEMENTS];
        for (size_t c = 0; c < h->k; c++)
            x[order[c]] = truth->vertex[i].x[c]; // NOLINT(*-core.uninitialized.ArraySubscript): k <= DIAGRAM_ELEMENTS
        truth->vertex[i].missed = hull_energy(h, x) - truth->vertex[i].formation > least;
    }
}

void diagram_read(struct diagram *p, const struct diagram_options *options)
{
    struct entries_options how = {options->energy, options->per_atom, options->predicted, false, NULL}, true_how = how;
    true_how.energy = NULL;
    true_how.predicted = true;
    struct entries *e = entries_read(options->path, &how);
    struct entries *truth = options->truth ? entries_read(options->truth, &true_how) : NULL;
    size_t order[DIAGRAM_ELEMENTS] = {0};
    check_elements(e);
    if (truth)
        check_truth(e, truth);
    order_elements(e, order);
    p->k = e->x.k;
    for (size_t c = 0; c < e->x.k; c++)
        p->element[c] = e->x.element[order[c]];

    double *energy = entries_hull_energies(e, 0);
    double *reference = truth ? references_find(&truth->x, truth->energy, options->given, truth->file)
                              : references_find(&e->x, energy, options->given, e->file);
    struct hull *h = hull_new(e->x.k, reference, e->n, e->x.fraction, energy);
    add_points(p, e, h, order);
    add_lines(&p->found, h, e, order);
    if (truth) {
        struct hull *true_hull = hull_new(e->x.k, reference, truth->n, truth->x.fraction, truth->energy);
        add_lines(&p->truth, true_hull, truth, order);
        find_missed(&p->truth, h, order);
        hull_free(true_hull);
    }
    hull_free(h);
    free(reference);
    free(energy);
    entries_free(truth);
    entries_free(e);
}

static void lines_free(struct diagram_lines *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->vertex[i].id);
    free(l->vertex);
    free(l->edge);
}

void diagram_free(struct diagram *p)
{
    lines_free(&p->found);
    lines_free(&p->truth);
    for (size_t i = 0; i < p->n; i++)
        free(p->point[i].id);
    free(p->point);
    *p = (struct diagram){0};
}

void diagram_formula(const struct diagram *p, const double *x, const char *sub, const char *end, struct bytes *to)
{
    unsigned count[DIAGRAM_ELEMENTS];
    bool whole = formula_reduce(p->k, x, count);
    for (size_t c = 0; c < p->k; c++) {
        if (whole ? count[c] == 0 : x[c] < 0.0005)
            continue;
        bytes_print(to, "%s", element_symbol(p->element[c]));
        if (!whole)
            bytes_print(to, "%s%.3f%s", sub, x[c], end);
        else if (count[c] > 1)
            bytes_print(to, "%s%u%s", sub, count[c], end);
    }
}

size_t diagram_range(const struct diagram *p, double range[2])
{
    double *f = mem_new(p->n, sizeof *f), depth = fmax(depth_of(&p->found), depth_of(&p->truth));
    size_t beyond = 0;
    for (size_t i = 0; i < p->n; i++)
        f[i] = p->point[i].formation;
    double most = quantile_largest_but(f, p->n, depth > 0 ? 4 : 50), lowest = f[0], highest = f[p->n - 1];
    free(f);
    range[1] = fmin(fmax(highest, 0), fmax(2 * depth, most));
    range[0] = fmin(-depth, fmax(lowest, -depth - fmax(depth, range[1]) / 2));
    if (range[0] == range[1])
        range[1] = 1e-3;
    for (size_t i = 0; i < p->n; i++)
        beyond += p->point[i].formation < range[0] || p->point[i].formation > range[1];
    return beyond;
}
