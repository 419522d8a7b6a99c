#include "tensor/symmetry.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"

void symmetry_free(struct symmetry *s)
{
    free(s->place);
    *s = (struct symmetry){0};
}

bool symmetry_same(const struct symmetry *a, const struct symmetry *b)
{
    if (a->kind != b->kind || a->n != b->n || a->atoms != b->atoms)
        return false;
    size_t numbers = a->n * a->atoms;
    return numbers == 0 || memcmp(a->place, b->place, numbers * sizeof *a->place) == 0;
}

const char *symmetry_problem(const struct symmetry *s, size_t atoms)
{
    if (s->kind == SYMMETRY_AUTO || s->kind == SYMMETRY_AUTO_CLASSES)
        return "'symmetry' has not been found yet: xyz2mbtr finds it from the structures to learn from";
    if (s->kind != SYMMETRY_NONE && s->atoms != atoms)
        return "'symmetry' of the recipe is of another number of atoms";
    return NULL;
}

bool symmetry_is_permutation(const uint16_t *place, size_t atoms)
{
    bool *taken = mem_zero(atoms, sizeof *taken), is = true;
    for (size_t i = 0; is && i < atoms; i++) {
        is = place[i] < atoms && !taken[place[i]];
        if (is)
            taken[place[i]] = true;
    }
    free(taken);
    return is;
}

static bool has(const struct symmetry *g, const uint16_t *place)
{
    for (size_t i = 0; i < g->n; i++)
        if (memcmp(g->place + i * g->atoms, place, g->atoms * sizeof *place) == 0)
            return true;
    return false;
}

/* Adds a permutation that is not there yet. */
static void add(struct symmetry *g, size_t *capacity, const uint16_t *place)
{
    if (has(g, place))
        return;
    if (g->n == SYMMETRY_MOST)
        die("symmetry: the permutations generate more than %d: give fewer", SYMMETRY_MOST);
    g->place = mem_grow(g->place, capacity, size_mul(g->n + 1, g->atoms), sizeof *g->place);
    memcpy(g->place + g->n++ * g->atoms, place, g->atoms * sizeof *place);
}

static _Thread_local size_t compared;

static int by_places(const void *a, const void *b)
{
    const uint16_t *p = a, *q = b;
    size_t i = 0;
    while (i + 1 < compared && p[i] == q[i])
        i++;
    return (p[i] > q[i]) - (p[i] < q[i]);
}

struct symmetry symmetry_group(const struct symmetry *s, size_t atoms)
{
    struct symmetry g = {.kind = SYMMETRY_PERMUTATIONS, .atoms = atoms};
    uint16_t *place = mem_new(atoms, sizeof *place);
    size_t capacity = 0, generators = s->kind == SYMMETRY_PERMUTATIONS ? s->n : 0;
    for (size_t i = 0; i < atoms; i++)
        place[i] = (uint16_t)i;
    add(&g, &capacity, place);
    for (size_t i = 0; i < g.n; i++)
        for (size_t k = 0; k < generators; k++) {
            for (size_t a = 0; a < atoms; a++)
                place[a] = g.place[i * atoms + s->place[k * atoms + a]];
            add(&g, &capacity, place);
        }
    free(place);
    compared = atoms;
    qsort(g.place, g.n, atoms * sizeof *g.place, by_places);
    return g;
}

struct symmetry symmetry_classes(const struct symmetry *permutations)
{
    struct symmetry group = symmetry_group(permutations, permutations->atoms), c = {SYMMETRY_CLASSES, 1, group.atoms, NULL};
    c.place = mem_new(c.atoms, sizeof *c.place);
    for (size_t a = 0; a < c.atoms; a++) {
        c.place[a] = (uint16_t)(a + 1);
        for (size_t i = 0; i < group.n; i++)
            if (group.place[i * group.atoms + a] + 1 < c.place[a])
                c.place[a] = (uint16_t)(group.place[i * group.atoms + a] + 1);
    }
    symmetry_free(&group);
    return c;
}
