#include "learn/orbit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

/* The first column of the block whose key, permuted, is this one: it may read backwards then. */
static size_t source_of(const struct tensor_columns *c, size_t term, const uint16_t *key, const uint16_t *place)
{
    unsigned body = c->layout[term].body;
    uint16_t other[KEY_MAX], mirror[KEY_MAX];
    for (unsigned k = 0; k < body; k++)
        other[k] = (uint16_t)(place[key[k] - 1] + 1);
    blocks_mirror(other, body, mirror);
    size_t found = tensor_columns_find(c, term, other);
    return found < SIZE_MAX ? found : tensor_columns_find(c, term, mirror);
}

/* The key of a block under a permutation, read in the direction in which it was: forwards, where that is not the larger one. */
static void permuted_key(const uint16_t *key, unsigned body, const uint16_t *place, uint16_t *to)
{
    uint16_t mirror[KEY_MAX], other[KEY_MAX];
    blocks_mirror(key, body, mirror);
    bool smaller = blocks_compare_keys(key, mirror, body) <= 0;
    for (unsigned k = 0; k < body; k++)
        to[k] = (uint16_t)(place[key[k] - 1] + 1);
    blocks_mirror(to, body, other);
    if ((blocks_compare_keys(to, other, body) <= 0) != smaller)
        memcpy(to, other, body * sizeof *to);
}

/* Adds columns for blocks that a group makes of those that there are. */
static void close_columns(struct tensor_columns *c, const struct symmetry *group)
{
    struct tensor all = {0};
    tensor_reset(&all, c->nterms);
    for (size_t t = 0; t < c->nterms; t++) {
        unsigned body = c->layout[t].body;
        for (size_t i = 0; i < c->term[t].nkeys; i++)
            for (size_t p = 1; p < group->n; p++) {
                uint16_t key[KEY_MAX];
                permuted_key(c->term[t].key + i * body, body, group->place + p * group->atoms, key);
                blocks_at(&all.term[t], key, body, 1);
            }
    }
    tensor_columns_add(c, &all);
    tensor_free(&all);
}

static void fill(struct orbit *o, const struct tensor_columns *c, const struct symmetry *group)
{
    size_t b = 0;
    for (size_t t = 0; t < c->nterms; t++) {
        size_t before = b, first = c->term[t].first, bins = c->layout[t].bins;
        for (size_t i = 0; i < c->term[t].nkeys; i++, b++) {
            const uint16_t *key = c->term[t].key + i * c->layout[t].body;
            o->bins[b] = bins;
            o->at[b] = first + i * bins;
            o->from[b] = b;
            for (size_t p = 1; p < o->n; p++) {
                size_t column = source_of(c, t, key, group->place + p * group->atoms);
                o->from[p * o->blocks + b] = column < SIZE_MAX ? before + (column - first) / bins : SIZE_MAX;
            }
        }
    }
}

/* The permutation that undoes another of the group. */
static size_t inverse_of(const struct symmetry *group, size_t p)
{
    const uint16_t *place = group->place + p * group->atoms;
    for (size_t q = 0; q < group->n; q++) {
        size_t a = 0;
        while (a < group->atoms && group->place[q * group->atoms + place[a]] == a)
            a++;
        if (a == group->atoms)
            return q;
    }
    return p;
}

struct orbit *orbit_new(struct tensor_columns *c, const struct symmetry *symmetry, size_t atoms)
{
    struct orbit *o = mem_zero(1, sizeof *o);
    struct symmetry group = symmetry_group(symmetry, atoms ? atoms : 1);
    close_columns(c, &group);
    o->n = group.n;
    o->columns = c->n;
    for (size_t t = 0; t < c->nterms; t++)
        o->blocks += c->term[t].nkeys;
    o->from = mem_new(size_mul(o->n, o->blocks), sizeof *o->from);
    o->at = mem_new(o->blocks, sizeof *o->at);
    o->bins = mem_new(o->blocks, sizeof *o->bins);
    o->inverse = mem_new(o->n, sizeof *o->inverse);
    fill(o, c, &group);
    for (size_t p = 0; p < o->n; p++)
        o->inverse[p] = inverse_of(&group, p);
    symmetry_free(&group);
    return o;
}

void orbit_free(struct orbit *o)
{
    if (!o)
        return;
    free(o->from);
    free(o->at);
    free(o->bins);
    free(o->inverse);
    free(o);
}

void orbit_permute(const struct orbit *o, size_t permutation, const double *row, double *to)
{
    const size_t *from = o->from + permutation * o->blocks;
    for (size_t b = 0; b < o->blocks; b++)
        if (from[b] < SIZE_MAX)
            memcpy(to + o->at[b], row + o->at[from[b]], o->bins[b] * sizeof *to);
        else
            memset(to + o->at[b], 0, o->bins[b] * sizeof *to);
}
