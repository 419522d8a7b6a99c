/* Tensors of random molecules and random triclinic cells against the plain twin, for every row of the tables. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geometry/geometry_functions.h"
#include "geometry/weighting_functions.h"
#include "reference/mbtr.h"
#include "reference/random_structure.h"
#include "tensor/many_body.h"

enum { ATOMS_MAX = 12 };
#define TOLERANCE 1e-10

/* A term over this pair of rows that covers the values they take. */
static struct term make_term(const struct geometry_function *g, const struct weighting_function *w, bool periodic)
{
    struct term t = {.body = g->body, .geometry = g, .weighting = w, .grid.bins = 40, .scale = 1, .reach = INFINITY};
    double high = g->body == 1 ? 125 : strcmp(g->name, "distance") == 0 ? 6 : g->body == 2 ? 1.5 : 3.3;
    t.grid.start = -0.3 - (g->body > 2);
    t.grid.stop = high;
    /* From a ten-thousandth of a bin to eight bins: each way of broadening has its turn. */
    t.sigma = exp2(random_uniform(-13, 3)) * (t.grid.stop - t.grid.start) / 40;
    t.length = 1.1;
    t.ordered = drand48() < 0.5;
    t.density = drand48() < 0.5;
    if (periodic || drand48() < 0.5) {
        t.reach = random_uniform(2, g->body == 2 ? 6 : g->body == 3 ? 3.5 : 2.4);
        t.taper = drand48() < 0.5 ? random_uniform(0, 2) : 0;
    }
    if (drand48() < 0.5)
        t.cutoff = g->body > 2 ? 0.01 : 0.03;
    return t;
}

static double deviation(struct term *t, const struct structure *s)
{
    struct representation r = {.row = &many_body_row, .nterms = 1, .terms = t};
    struct tensor fast = {0};
    struct blocks slow = {0};
    double error = INFINITY;
    void *shared = r.row->make(&r), *work = r.row->work_new(shared, SIZE_MAX);
    const char *message = r.row->build(work, s, &fast);
    if (message)
        printf("%s\n", message);
    else {
        reference_mbtr(t, s, isfinite(t->reach) ? t->reach : 8, &slow);
        error = reference_deviation(&fast.term[0], &slow, t->body, t->grid.bins);
    }
    free(slow.key);
    free(slow.bin);
    tensor_free(&fast);
    r.row->work_free(work);
    r.row->discard(shared);
    return error;
}

static void check_rows(const struct structure *s, bool periodic, double *worst, size_t *count)
{
    for (const struct geometry_function *g = geometry_functions; g->name; g++)
        for (const struct weighting_function *w = weighting_functions; w->name; w++) {
            if (!(w->bodies & 1u << g->body))
                continue;
            struct term t = make_term(g, w, periodic);
            double error = deviation(&t, s);
            if (!(error <= TOLERANCE)) {
                printf("%s, %s: %zu atoms, pbc %d%d%d, sigma %g, reach %g, taper %g, cutoff %g: off by %.3g\n", g->name,
                       w->name, s->sample.atoms, s->pbc[0], s->pbc[1], s->pbc[2], t.sigma, t.reach, t.taper, t.cutoff, error);
                exit(EXIT_FAILURE);
            }
            *worst = fmax(*worst, error);
            ++*count;
        }
}

int main(void)
{
    double worst = 0;
    size_t count = 0;
    srand48(20170613);
    for (size_t atoms = 1; atoms <= ATOMS_MAX; atoms += atoms < 5 ? 1 : 7)
        for (unsigned periodic = 0; periodic < 8; periodic++) {
            struct structure s = random_structure(atoms, periodic);
            check_rows(&s, periodic > 0, &worst, &count);
            structure_free(&s);
        }
    printf("%zu terms, largest deviation %.2g of the largest bin\n", count, worst);
    return count == 0;
}
