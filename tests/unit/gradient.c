/* Derivatives of tensors with respect to places of atoms and strain against differences, for every row of the tables that has
   any: molecules, wires, slabs and crystals; structures and atoms; with and without taper, correlation and normalization;
   one term and several. */
#include "geometry/gradient.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geometry/geometry_functions.h"
#include "geometry/tuple_slopes.h"
#include "geometry/weighting_functions.h"
#include "reference/random_structure.h"
#include "tensor/coulomb.h"
#include "tensor/many_body.h"
#include "tensor/tensor_maker.h"

#define TOLERANCE 1e-6
#define STEP 2e-5

enum { BINS = 24, ATOMS_MAX = 9, TERMS_MAX = 7 };

/* A number from -1 to 1 for each bin of each block of each term of each atom. */
static double coefficient(size_t atom, size_t term, const uint16_t *key, unsigned body, size_t bin)
{
    uint64_t h = (atom * TERMS_MAX + term) * 1000003 + bin;
    for (unsigned k = 0; k < body; k++)
        h = (h ^ key[k]) * UINT64_C(0x9e3779b97f4a7c15);
    h ^= h >> 29;
    h *= UINT64_C(0xbf58476d1ce4e5b9);
    return (double)(h >> 11) * 0x1p-52 - 1;
}

/* What is tried: a representation, of structures or of their atoms. */
struct trial {
    struct representation r;
    struct tensor_maker *maker;
    bool atoms;
    struct layout layout;  /* of each term */
    struct tensor *tensor; /* of each atom, or the first is of the structure */
};

static void build(struct trial *t, const struct structure *s)
{
    const char *message = tensor_maker_build(t->maker, 0, t->atoms, s, t->tensor);
    if (message) {
        printf("%s\n", message);
        exit(EXIT_FAILURE);
    }
}

static size_t tensors_of(const struct trial *t, const struct structure *s)
{
    return t->atoms ? s->sample.atoms : 1;
}

static double product(const struct trial *t, size_t atom, const struct tensor *x)
{
    double sum = 0;
    for (size_t k = 0; k < t->r.nterms; k++) {
        const struct blocks *b = &x->term[k];
        for (size_t i = 0; i < b->n; i++)
            for (size_t j = 0; j < t->layout.bins; j++)
                sum += coefficient(atom, k, b->key + i * t->layout.body, t->layout.body, j) * b->bin[i * t->layout.bins + j];
    }
    return sum;
}

/* In the place of each bin its coefficient. */
static void set_coefficients(const struct trial *t, size_t atom, struct tensor *x)
{
    for (size_t k = 0; k < t->r.nterms; k++) {
        struct blocks *b = &x->term[k];
        for (size_t i = 0; i < b->n; i++)
            for (size_t j = 0; j < t->layout.bins; j++)
                b->bin[i * t->layout.bins + j] = coefficient(atom, k, b->key + i * t->layout.body, t->layout.body, j);
    }
}

/* The sum of all bins times their coefficients. */
static double value(struct trial *t, const struct structure *s)
{
    double sum = 0;
    build(t, s);
    for (size_t a = 0; a < tensors_of(t, s); a++)
        sum += product(t, a, &t->tensor[a]);
    return sum;
}

static void find_gradient(struct trial *t, const struct structure *s, struct gradient *to)
{
    build(t, s);
    for (size_t a = 0; a < tensors_of(t, s); a++)
        set_coefficients(t, a, &t->tensor[a]);
    const char *message = tensor_maker_adjoint(t->maker, 0, t->atoms, s, t->tensor, to);
    if (message) {
        printf("%s\n", message);
        exit(EXIT_FAILURE);
    }
}

static double both(const struct gradient *g, size_t e)
{
    return (g->strain[gradient_row[e]][gradient_column[e]] + g->strain[gradient_column[e]][gradient_row[e]]) / 2;
}

/* How far the same derivatives by the jacobian are from those of the adjoint. */
static double jacobian_deviation(struct trial *t, const struct structure *s, const struct gradient *g)
{
    size_t places = 3 * s->sample.atoms, n = places + STRAINS, tensors = tensors_of(t, s);
    struct tensor *to = calloc(tensors * n, sizeof *to);
    double worst = 0;
    const char *message = tensor_maker_jacobian(t->maker, 0, t->atoms, s, to);
    if (message) {
        printf("%s\n", message);
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < n; i++) {
        double sum = 0, right = i < places ? g->atom[i / 3][i % 3] : both(g, i - places);
        for (size_t a = 0; a < tensors; a++)
            sum += product(t, a, &to[a * n + i]);
        worst = fmax(worst, fabs(sum - right));
    }
    for (size_t i = 0; i < tensors * n; i++)
        tensor_free(&to[i]);
    free(to);
    return worst;
}

/* x becomes x + h e_d (e_c . x), for places and lattice vectors. */
static void strain(struct structure *s, int d, int c, double h)
{
    for (size_t i = 0; i < s->sample.atoms; i++)
        s->position[i][d] += h * s->position[i][c];
    for (int v = 0; v < 3; v++)
        s->cell[v][d] += h * s->cell[v][c];
}

/* Moves the structure along one of its 3 n + 9 coordinates, and back to the bit. */
static double moved(struct trial *t, struct structure *s, size_t coordinate, double h)
{
    double(*place)[3] = malloc(s->sample.atoms * sizeof *place), cell[3][3];
    memcpy(place, s->position, s->sample.atoms * sizeof *place);
    memcpy(cell, s->cell, sizeof cell);
    if (coordinate < 3 * s->sample.atoms)
        s->position[coordinate / 3][coordinate % 3] += h;
    else
        strain(s, (int)((coordinate - 3 * s->sample.atoms) / 3), (int)((coordinate - 3 * s->sample.atoms) % 3), h);
    double v = value(t, s);
    memcpy(s->position, place, s->sample.atoms * sizeof *place);
    memcpy(s->cell, cell, sizeof cell);
    free(place);
    return v;
}

static double difference(struct trial *t, struct structure *s, size_t coordinate)
{
    double one = moved(t, s, coordinate, STEP) - moved(t, s, coordinate, -STEP);
    double two = moved(t, s, coordinate, 2 * STEP) - moved(t, s, coordinate, -2 * STEP);
    return (8 * one - two) / (12 * STEP);
}

/* The largest deviation from differences, and a thousand times that of the jacobian's derivatives, over the largest derivative;
   or over a hundredth of the number, where normalization leaves next to no derivatives. */
static double deviation(struct trial *t, struct structure *s)
{
    struct gradient g = {0};
    double worst = 0, largest = fabs(value(t, s)) / 100;
    size_t places = 3 * s->sample.atoms;
    find_gradient(t, s, &g);
    for (size_t i = 0; i < places + 9; i++) {
        double exact = i < places ? g.atom[i / 3][i % 3] : g.strain[(i - places) / 3][(i - places) % 3];
        worst = fmax(worst, fabs(exact - difference(t, s, i)));
        largest = fmax(largest, fabs(exact));
    }
    worst = fmax(worst, 1e3 * jacobian_deviation(t, s, &g));
    gradient_free(&g);
    return largest > 0 ? worst / largest : worst;
}

static double try(const struct representation *r, bool atoms, struct structure *s)
{
    struct trial t = {.r = *r, .atoms = atoms};
    struct layout layout[TERMS_MAX];
    t.maker = tensor_maker_new(&t.r, 1);
    t.tensor = calloc(ATOMS_MAX, sizeof *t.tensor);
    representation_layout(&t.r, layout);
    t.layout = layout[0];
    double d = deviation(&t, s);
    for (size_t i = 0; i < ATOMS_MAX; i++)
        tensor_free(&t.tensor[i]);
    free(t.tensor);
    tensor_maker_free(t.maker);
    return d;
}

/* A term of these rows; bins from a fifth of sigma to ten sigma. */
static struct term make_term(const struct geometry_function *g, const struct weighting_function *w, bool taper)
{
    struct term t = {.body = g->body, .geometry = g, .weighting = w, .grid.bins = BINS, .scale = 1, .reach = INFINITY};
    t.grid.start = g->body == 2 ? 0.1 : -1.1;
    t.grid.stop = strcmp(g->name, "distance") == 0 ? 6 : g->body == 2 ? 1.4 : 3.3;
    t.sigma = exp2(random_uniform(-3.3, 2.3)) * (t.grid.stop - t.grid.start) / BINS;
    t.length = 1.1;
    t.ordered = drand48() < 0.5;
    t.density = drand48() < 0.5;
    if (taper) {
        t.reach = random_uniform(2, g->body == 2 ? 5 : g->body == 3 ? 3.2 : 2.4);
        t.taper = random_uniform(0.5, 2);
    }
    return t;
}

struct count {
    double worst;
    size_t n;
};

static void note(struct count *c, double error, const char *of, const struct representation *r, const struct structure *s)
{
    c->worst = fmax(c->worst, error);
    c->n++;
    if (error <= TOLERANCE)
        return;
    printf("%s: pbc %d%d%d, normalize %d, by atom %d, correlation %zu: off by %.3g\n", of, s->pbc[0], s->pbc[1], s->pbc[2],
           (int)r->normalize, r->by_atom, r->correlation.n, error);
    exit(EXIT_FAILURE);
}

static unsigned listed[] = {1, 6, 8};
static double matrix[] = {1, 0.4, 0.1, 0.3, 1, 0.2, -0.2, 0.6, 1};
static const struct correlation correlations[] = {{0},
                                                  {.n = 3, .number = listed, .rows = 3, .matrix = matrix},
                                                  {.n = 3, .number = listed, .rows = 2, .matrix = matrix}};

/* Fills n terms that differ from the first in weighting or length alone, by the rows that follow its own and those from the
   first on; fewer where there are no more rows. Returns how many there are then. */
static size_t add_terms(struct term *t, size_t n)
{
    const struct weighting_function *w = t->weighting;
    size_t k = 1;
    do {
        w = w[1].name ? w + 1 : weighting_functions;
        t[k] = t[0];
        t[k].weighting = w;
        t[k].length = 1.1 + 0.1 * (double)k;
        k += (w->bodies >> t->body) & 1;
    } while (k < n && w != t->weighting);
    return k;
}

/* One pair of rows in each way of counting in turn; now and then with others beside it, for which all is done together. */
static void try_rows(const struct geometry_function *g, const struct weighting_function *w, bool taper, struct structure *s,
                     struct count *c)
{
    static size_t turn;
    struct term terms[TERMS_MAX] = {make_term(g, w, taper)}, *t = &terms[0];
    struct representation r = {.row = &many_body_row, .nterms = 1, .terms = terms};
    char name[128];
    bool atoms = turn % 2;
    turn++;
    if (turn % 4 == 0)
        r.nterms = add_terms(terms, turn % 3 ? 3 : TERMS_MAX);
    r.normalize = (enum normalize)(turn / 2 % 3);
    r.by_atom = turn % 5 == 0;
    r.correlation = r.by_atom ? correlations[0] : correlations[turn / 3 % 3];
    snprintf(name, sizeof name, "%s, %s, %zu terms, reach %g, taper %g, sigma %g, %s, %s", g->name, w->name, r.nterms, t->reach,
             t->taper, t->sigma, t->ordered ? "ordered" : "once", atoms ? "atoms" : "structures");
    note(c, try(&r, atoms, s), name, &r, s);
}

static void try_matrix(const struct matrix_row *m, struct structure *s, struct count *c)
{
    struct matrix_term t = {1, m};
    struct representation r = {.row = &coulomb_row, .nterms = 1, .terms = &t};
    note(c, try(&r, false, s), m->name, &r, s);
}

static void try_all(struct structure *s, struct count *c)
{
    bool periodic = s->pbc[0] || s->pbc[1] || s->pbc[2];
    for (const struct geometry_function *g = geometry_functions; g->name; g++)
        for (const struct weighting_function *w = weighting_functions; w->name; w++)
            for (int taper = periodic; taper < 2; taper++) {
                struct term t = make_term(g, w, taper);
                if (w->bodies & 1u << g->body && !tuple_slopes_problem(&t, periodic))
                    try_rows(g, w, taper, s, c);
            }
    for (const struct matrix_row *m = matrix_table; m->name && !periodic; m++)
        if (m->slope)
            try_matrix(m, s, c);
}

int main(void)
{
    struct count c = {0};
    srand48(20261128);
    for (size_t atoms = 2; atoms <= ATOMS_MAX; atoms += atoms < 4 ? 2 : 5)
        for (unsigned periodic = 0; periodic < 8; periodic++) {
            struct structure s = random_structure(atoms > 4 && periodic ? 3 : atoms, periodic);
            try_all(&s, &c);
            structure_free(&s);
        }
    printf("%zu terms, largest deviation %.2g of the largest derivative\n", c.n, c.worst);
    return c.n == 0;
}
