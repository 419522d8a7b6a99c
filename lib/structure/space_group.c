#include "structure/space_group.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <spglib.h>

#include "base/mem.h"

/* Each makes the lattice symmetric to twice as many digits. */
enum { ROUNDS = 6 };

/* A crystal in a primitive cell, places in fractions of it, as spglib takes them. */
struct primitive {
    struct matrix3 lattice, inverse; /* columns are the lattice vectors, angstrom */
    struct matrix3 repeats;          /* columns are those of the structure, in fractions: whole numbers */
    double (*place)[3];              /* of each site */
    int *element;
    double (*cell)[3]; /* which cell each atom is in, beside its site: whole numbers */
};

static void set_lattice(struct primitive *p, const struct matrix3 *lattice, const struct matrix3 *cell)
{
    p->lattice = *lattice;
    p->inverse = matrix3_inverse(lattice);
    p->repeats = matrix3_product(&p->inverse, cell);
    for (int i = 0; i < 9; i++)
        p->repeats.at[i / 3][i % 3] = round(p->repeats.at[i / 3][i % 3]);
}

/* What spglib tells of it, taking each of its n atoms for a site. */
static SpglibDataset *search(struct primitive *p, size_t n, double tolerance)
{
    return spg_get_dataset(p->lattice.at, p->place, p->element, (int)n, tolerance);
}

/* Each atom of the structure, as if its cell were primitive. */
static void set_atoms(struct primitive *p, const struct structure *s)
{
    for (size_t a = 0; a < s->sample.atoms; a++) {
        matrix3_turn(p->place[a], &p->inverse, s->position[a]);
        p->element[a] = s->number[a];
    }
}

/* Each site at the mean of its atoms, moved to the cell of the first of them. */
static void set_sites(struct space_group *g, struct primitive *p, const struct structure *s, const int *site)
{
    size_t *count = mem_zero(g->atoms, sizeof *count);
    double place[3], (*first)[3] = mem_new(g->atoms, sizeof *first);
    memset(p->place, 0, g->atoms * sizeof *p->place);
    for (size_t a = 0; a < g->atoms; a++) {
        size_t i = g->site[a] = (size_t)site[a];
        matrix3_turn(place, &p->inverse, s->position[a]);
        if (count[i]++ == 0)
            memcpy(first[i], place, sizeof place);
        for (int c = 0; c < 3; c++) {
            p->cell[a][c] = round(place[c] - first[i][c]);
            p->place[i][c] += place[c] - p->cell[a][c];
        }
        p->element[i] = s->number[a];
        g->sites = i < g->sites ? g->sites : i + 1;
    }
    for (size_t i = 0; i < g->sites; i++)
        for (int c = 0; c < 3; c++)
            p->place[i][c] /= (double)count[i];
    free(count);
    free(first);
}

static struct matrix3 operation(const SpglibDataset *found, size_t o)
{
    struct matrix3 w;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            w.at[i][k] = found->rotations[o][i][k];
    return w;
}

/* The site of an element that is nearest to a place or a copy of it. */
static size_t nearest(const struct primitive *p, size_t sites, const double place[3], int element)
{
    size_t best = 0;
    double least = INFINITY, off[3], path[3];
    for (size_t i = 0; i < sites; i++) {
        for (int c = 0; c < 3; c++)
            off[c] = p->place[i][c] - place[c] - round(p->place[i][c] - place[c]);
        matrix3_turn(path, &p->lattice, off);
        if (p->element[i] == element && vector_dot(path, path) < least) {
            least = vector_dot(path, path);
            best = i;
        }
    }
    return best;
}

/* Where each operation brings each site. False where two go to one: the tolerance is as long as the bonds. */
static bool set_images(struct space_group *g, const struct primitive *p, const SpglibDataset *found)
{
    bool *taken = mem_new(g->sites, sizeof *taken), good = true;
    g->image = mem_new(g->operations * g->sites, sizeof *g->image);
    for (size_t o = 0; o < g->operations; o++) {
        struct matrix3 w = operation(found, o);
        memset(taken, 0, g->sites * sizeof *taken);
        for (size_t i = 0; i < g->sites; i++) {
            double place[3];
            matrix3_turn(place, &w, p->place[i]);
            vector_add_multiple(place, 1, found->translations[o]);
            size_t image = g->image[o * g->sites + i] = nearest(p, g->sites, place, p->element[i]);
            good = good && !taken[image];
            taken[image] = true;
        }
    }
    free(taken);
    return good;
}

/* Strains the lattice until the operations turn it and change no length: by the root of the mean of R^T R, which is near 1. */
static void straighten_lattice(struct space_group *g, struct primitive *p, const SpglibDataset *found)
{
    g->rotation = mem_new(g->operations, sizeof *g->rotation);
    for (int n = 0; n < ROUNDS; n++) {
        struct matrix3 root = {{{0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 0.5}}};
        for (size_t o = 0; o < g->operations; o++) {
            struct matrix3 w = operation(found, o), there = matrix3_product(&p->lattice, &w);
            struct matrix3 r = g->rotation[o] = matrix3_product(&there, &p->inverse);
            struct matrix3 back = matrix3_transpose(&r), square = matrix3_product(&back, &r);
            for (int i = 0; i < 3; i++)
                vector_add_multiple(root.at[i], 0.5 / (double)g->operations, square.at[i]);
        }
        p->lattice = matrix3_product(&root, &p->lattice);
        p->inverse = matrix3_inverse(&p->lattice);
    }
}

/* Puts each site at the mean of where operations bring sites to it. Lattice vectors are exact, being whole numbers; by what else an
   operation moves all sites is the mean of what the sites tell, since spglib knows it to the tolerance only. */
static void straighten_places(struct space_group *g, struct primitive *p, const SpglibDataset *found)
{
    size_t n = g->sites;
    double(*sum)[3] = mem_zero(n, sizeof *sum), by = 1 / (double)g->operations;
    for (size_t o = 0; o < g->operations; o++) {
        const size_t *image = g->image + o * n;
        struct matrix3 w = operation(found, o);
        double shift[3] = {0};
        for (size_t i = 0; i < n; i++) {
            const double *there = p->place[image[i]];
            double *here = g->turned[i];
            matrix3_turn(here, &w, p->place[i]);
            for (int c = 0; c < 3; c++) {
                here[c] += round(there[c] - here[c] - found->translations[o][c]);
                shift[c] += (there[c] - here[c]) / (double)n;
            }
        }
        for (size_t i = 0; i < n; i++) {
            vector_add_multiple(sum[image[i]], by, g->turned[i]);
            vector_add_multiple(sum[image[i]], by, shift);
        }
    }
    memcpy(p->place, sum, n * sizeof *sum);
    free(sum);
}

/* Atoms and lattice vectors, from those of the primitive cell. */
static void put(const struct space_group *g, const struct primitive *p, struct structure *s)
{
    struct matrix3 cell = matrix3_product(&p->lattice, &p->repeats), rows = matrix3_transpose(&cell);
    for (size_t a = 0; a < g->atoms; a++) {
        double place[3];
        memcpy(place, p->cell[a], sizeof place);
        vector_add_multiple(place, 1, p->place[g->site[a]]);
        matrix3_turn(s->position[a], &p->lattice, place);
    }
    memcpy(s->cell, rows.at, sizeof rows.at);
}

/* What spglib tells of the primitive cell, which is found on the way: the structure's own cell where that is as small. NULL: it
   finds nothing. */
static SpglibDataset *search_primitive(struct space_group *g, struct primitive *p, const struct structure *s, double tolerance)
{
    struct matrix3 rows = matrix3_of(s->cell[0]), cell = matrix3_transpose(&rows);
    set_lattice(p, &cell, &cell);
    set_atoms(p, s);
    SpglibDataset *found = search(p, g->atoms, tolerance);
    if (!found)
        return NULL;
    struct matrix3 lattice = matrix3_of(found->primitive_lattice[0]);
    set_lattice(p, &lattice, &cell);
    bool larger = fabs(matrix3_determinant(&p->repeats)) > 1.5;
    if (!larger)
        set_lattice(p, &cell, &cell);
    set_sites(g, p, s, found->mapping_to_primitive);
    if (!larger)
        return found;
    spg_free_dataset(found);
    return search(p, g->sites, tolerance);
}

/* Makes the primitive cell symmetric. */
static bool straighten(struct space_group *g, struct primitive *p, const SpglibDataset *found)
{
    g->operations = (size_t)found->n_operations;
    if (!set_images(g, p, found))
        return false;
    g->number = found->spacegroup_number;
    straighten_lattice(g, p, found);
    straighten_places(g, p, found);
    return true;
}

bool space_group_find(struct space_group *g, struct structure *s, double tolerance)
{
    size_t n = s->sample.atoms;
    struct primitive p = {.place = mem_new(n, sizeof *p.place),
                          .element = mem_new(n, sizeof *p.element),
                          .cell = mem_new(n, sizeof *p.cell)};
    *g = (struct space_group){.atoms = n,
                              .site = mem_new(n, sizeof *g->site),
                              .mean = mem_new(n, sizeof *g->mean),
                              .turned = mem_new(n, sizeof *g->turned)};
    SpglibDataset *found = search_primitive(g, &p, s, tolerance);
    bool good = found && straighten(g, &p, found);
    if (good)
        put(g, &p, s);
    if (found)
        spg_free_dataset(found);
    free(p.place);
    free(p.element);
    free(p.cell);
    return good;
}

void space_group_free(struct space_group *g)
{
    free(g->site);
    free(g->image);
    free(g->rotation);
    free(g->mean);
    free(g->turned);
    *g = (struct space_group){0};
}

static void average_vectors(struct space_group *g, double (*vector)[3])
{
    double turned[3], weight = (double)g->sites / (double)g->atoms;
    memset(g->mean, 0, g->sites * sizeof *g->mean);
    memset(g->turned, 0, g->sites * sizeof *g->turned);
    for (size_t a = 0; a < g->atoms; a++)
        vector_add_multiple(g->mean[g->site[a]], weight, vector[a]);
    for (size_t o = 0; o < g->operations; o++)
        for (size_t i = 0; i < g->sites; i++) {
            matrix3_turn(turned, &g->rotation[o], g->mean[i]);
            vector_add_multiple(g->turned[g->image[o * g->sites + i]], 1 / (double)g->operations, turned);
        }
    for (size_t a = 0; a < g->atoms; a++)
        memcpy(vector[a], g->turned[g->site[a]], sizeof turned);
}

static void average_matrix(const struct space_group *g, double (*matrix)[3])
{
    struct matrix3 m = matrix3_of(matrix[0]);
    memset(matrix, 0, sizeof m.at);
    for (size_t o = 0; o < g->operations; o++) {
        struct matrix3 half = matrix3_product(&g->rotation[o], &m), back = matrix3_transpose(&g->rotation[o]);
        struct matrix3 whole = matrix3_product(&half, &back);
        for (int i = 0; i < 3; i++)
            vector_add_multiple(matrix[i], 1 / (double)g->operations, whole.at[i]);
    }
}

void space_group_average(struct space_group *g, double (*vector)[3], double (*matrix)[3])
{
    average_vectors(g, vector);
    average_matrix(g, matrix);
}
