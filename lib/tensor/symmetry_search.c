#include "tensor/symmetry_search.h"

#include <lapacke.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "math/assignment.h"

/* A permutation brings distances closer where it takes off more of their difference than this, relative to it. */
#define CLOSER 1e-5

struct matching {
    size_t n, atoms;
    const struct structure *structure;
    double *distance, *vector; /* of each structure, atoms x atoms; eigenvectors in columns, by descending eigenvalue */
    double *cost;              /* n x n: what two structures differ by */
    uint16_t *place;           /* n x n x atoms: the permutation that makes it so little */
};

static void find_vectors(const struct matching *s, size_t i)
{
    size_t n = s->atoms;
    double *d = s->distance + i * n * n, *v = s->vector + i * n * n, *a = mem_new(n * n, sizeof *a);
    double *value = mem_new(n, sizeof *value);
    for (size_t p = 0; p < n; p++)
        for (size_t q = 0; q < n; q++) {
            const double *x = s->structure[i].position[p], *y = s->structure[i].position[q];
            d[p * n + q] = a[p * n + q] = sqrt(pow(x[0] - y[0], 2) + pow(x[1] - y[1], 2) + pow(x[2] - y[2], 2));
        }
    if (LAPACKE_dsyev(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, a, (lapack_int)n, value) != 0)
        die("%s:%zu: the distances of its atoms have no eigenvalues that could be found", s->structure[i].file,
            s->structure[i].line);
    for (size_t k = 0; k < n; k++)
        for (size_t p = 0; p < n; p++)
            v[p * n + k] = fabs(a[(n - 1 - k) * n + p]);
    free(a);
    free(value);
}

/* What distances of structure j differ by from those of structure i, whose atoms take these places. */
static double difference(const struct matching *s, size_t i, size_t j, const uint16_t *place)
{
    size_t n = s->atoms;
    const double *a = s->distance + i * n * n, *b = s->distance + j * n * n;
    double sum = 0;
    for (size_t p = 0; p < n; p++)
        for (size_t q = 0; q < n; q++)
            sum += pow(a[place[p] * n + place[q]] - b[p * n + q], 2);
    return sqrt(sum);
}

/* Atoms of other elements never take each other's place. */
static void match(const struct matching *s, size_t i, size_t j, double *memory)
{
    size_t n = s->atoms;
    const double *v = s->vector + i * n * n, *w = s->vector + j * n * n;
    uint16_t *place = s->place + (i * s->n + j) * n;
    for (size_t p = 0; p < n; p++)
        for (size_t q = 0; q < n; q++) {
            double product = 0;
            for (size_t k = 0; k < n; k++)
                product += v[p * n + k] * w[q * n + k];
            memory[p * n + q] = s->structure[i].number[p] == s->structure[j].number[q] ? -product : 2 * (double)n;
        }
    assignment_find(memory, n, place);
    double matched = difference(s, i, j, place);
    uint16_t *as_they_are = mem_new(n, sizeof *as_they_are);
    for (size_t p = 0; p < n; p++)
        as_they_are[p] = (uint16_t)p;
    double before = difference(s, i, j, as_they_are);
    if (!(matched < before * (1 - CLOSER)))
        memcpy(place, as_they_are, n * sizeof *place);
    s->cost[i * s->n + j] = s->cost[j * s->n + i] = fmin(matched, before);
    free(as_they_are);
}

/* Adds a permutation where it makes the group larger. */
static void add(struct symmetry *found, const uint16_t *place, size_t atoms)
{
    struct symmetry more = {SYMMETRY_PERMUTATIONS, found->n + 1, atoms, mem_new((found->n + 1) * atoms, sizeof *place)};
    if (found->n > 0)
        memcpy(more.place, found->place, found->n * atoms * sizeof *place);
    memcpy(more.place + found->n * atoms, place, atoms * sizeof *place);
    struct symmetry before = symmetry_group(found, atoms), after = symmetry_group(&more, atoms);
    bool larger = after.n > before.n;
    symmetry_free(&before);
    symmetry_free(&after);
    symmetry_free(larger ? found : &more);
    if (larger)
        *found = more;
}

/* The permutations along the minimum spanning tree (R. Prim, Bell Syst. Tech. J. 36, 1389, 1957). */
static void follow_tree(const struct matching *s, struct symmetry *found)
{
    bool *reached = mem_zero(s->n, sizeof *reached);
    double *least = mem_new(s->n, sizeof *least);
    size_t *from = mem_zero(s->n, sizeof *from);
    reached[0] = true;
    for (size_t i = 1; i < s->n; i++)
        least[i] = s->cost[i];
    for (size_t step = 1; step < s->n; step++) {
        size_t next = 0;
        for (size_t i = 1; i < s->n; i++)
            if (!reached[i] && (next == 0 || least[i] < least[next]))
                next = i;
        size_t low = from[next] < next ? from[next] : next, high = from[next] < next ? next : from[next];
        reached[next] = true;
        add(found, s->place + (low * s->n + high) * s->atoms, s->atoms);
        for (size_t i = 1; i < s->n; i++)
            if (!reached[i] && s->cost[next * s->n + i] < least[i]) {
                least[i] = s->cost[next * s->n + i];
                from[i] = next;
            }
    }
    free(reached);
    free(least);
    free(from);
}

struct symmetry symmetry_search(const struct structure *structures, size_t n)
{
    size_t atoms = structures[0].sample.atoms, square = size_mul(atoms, atoms);
    struct matching s = {n,
                         atoms,
                         structures,
                         mem_new(size_mul(n, square), sizeof(double)),
                         mem_new(size_mul(n, square), sizeof(double)),
                         mem_zero(size_mul(n, n), sizeof(double)),
                         mem_new(size_mul(size_mul(n, n), atoms), sizeof(uint16_t))};
    struct symmetry found = {0};
    double *memory = mem_new(square, sizeof *memory);
    for (size_t i = 0; i < n; i++)
        find_vectors(&s, i);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            match(&s, i, j, memory);
    follow_tree(&s, &found);
    free(s.distance);
    free(s.vector);
    free(s.cost);
    free(s.place);
    free(memory);
    return found;
}
