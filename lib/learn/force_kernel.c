#include "learn/force_kernel.h"

#include <cblas.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"

/* c = a b^T: m x k times n x k; 0 where k is. c has ld numbers from row to row. */
static void product(size_t m, size_t n, size_t k, const double *a, const double *b, double *c, size_t ld)
{
    if (k == 0) {
        for (size_t i = 0; i < m; i++)
            memset(c + i * ld, 0, n * sizeof *c);
        return;
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)k, 1, a, (int)k, b, (int)k, 0, c, (int)ld);
}

enum { GROUP = 3 };

/* The row of a component of a structure's group, SIZE_MAX: there is none. */
static size_t row_of(const struct force_kernel *k, size_t structure, size_t group, size_t component)
{
    size_t row = k->of->first[structure] + group * GROUP + component;
    return (k->groups > 1 && component >= GROUP) || row >= k->of->first[structure + 1] ? SIZE_MAX : row;
}

/* How many components groups of these structures have at most. */
static size_t most_components(const struct force_kernel *k, size_t begin, size_t end)
{
    size_t most = 0;
    for (size_t i = begin; i < end; i++)
        if (force_rows_count(k->of, i) > most)
            most = force_rows_count(k->of, i);
    return k->groups > 1 ? GROUP : most;
}

static bool is_zero(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (x[i] != 0)
            return false;
    return true;
}

/* Whether rows of each group have anything in a block: groups x blocks, to be freed. */
static bool *find_touched(const struct force_kernel *k)
{
    const struct orbit *o = k->orbit;
    bool *touched = mem_zero(size_mul(k->groups, o->blocks), sizeof *touched);
    for (size_t i = 0; i < k->of->n; i++)
        for (size_t g = 0; g < k->groups; g++) {
            bool *of_group = touched + g * o->blocks;
            for (size_t c = 0, row; (row = row_of(k, i, g, c)) < SIZE_MAX; c++)
                for (size_t b = 0; b < o->blocks; b++)
                    if (!of_group[b])
                        of_group[b] = !is_zero(k->of->change + row * k->of->columns + o->at[b], o->bins[b]);
        }
    return touched;
}

/* Blocks that one group has, and another when permuted. */
static struct block_list list_blocks(const struct orbit *o, size_t permutation, const bool *one, const bool *other)
{
    struct block_list l = {0, 0, mem_new(o->blocks, sizeof *l.block)};
    for (size_t b = 0; b < o->blocks; b++) {
        size_t from = o->from[permutation * o->blocks + b];
        if (from == SIZE_MAX || !other[from] || !one[b])
            continue;
        l.block[l.n++] = (uint32_t)b;
        l.columns += o->bins[b];
    }
    return l;
}

static bool are_equal(const struct block_list *a, const struct block_list *b)
{
    return a->n == b->n && memcmp(a->block, b->block, a->n * sizeof *a->block) == 0;
}

/* Adds a list of what a group has in common with permuted others, unless there is one that is equal; returns its place. */
static size_t add_list(struct common_blocks *c, struct block_list l)
{
    for (size_t i = 0; i < c->n; i++)
        if (are_equal(&c->list[i], &l)) {
            free(l.block);
            return i;
        }
    c->list = mem_grow(c->list, &c->capacity, c->n + 1, sizeof *c->list);
    c->list[c->n] = l;
    return c->n++;
}

static void fill_lists(struct force_kernel *k)
{
    const struct orbit *o = k->orbit;
    size_t g = k->groups;
    bool *touched = find_touched(k);
    k->whole = mem_new(g, sizeof *k->whole);
    k->common = mem_zero(g, sizeof *k->common);
    for (size_t a = 0; a < g; a++) {
        struct common_blocks *c = &k->common[a];
        c->of = mem_new(size_mul(o->n, g), sizeof *c->of);
        k->whole[a] = list_blocks(o, 0, touched + a * o->blocks, touched + a * o->blocks);
        for (size_t p = 0; p < o->n; p++)
            for (size_t b = 0; b < g; b++)
                c->of[p * g + b] = add_list(c, list_blocks(o, p, touched + a * o->blocks, touched + b * o->blocks));
    }
    free(touched);
}

struct force_kernel *force_kernel_new(const struct kernel_part *part, const struct orbit *orbit, const struct force_rows *of)
{
    struct force_kernel *k = mem_zero(1, sizeof *k);
    k->part = part;
    k->orbit = orbit;
    k->of = of;
    k->groups = force_rows_are_alike(of) ? (force_rows_count(of, 0) + GROUP - 1) / GROUP : 1;
    fill_lists(k);
    return k;
}

void force_kernel_free(struct force_kernel *k)
{
    for (size_t i = 0; i < k->groups; i++) {
        free(k->whole[i].block);
        for (size_t j = 0; j < k->common[i].n; j++)
            free(k->common[i].list[j].block);
        free(k->common[i].list);
        free(k->common[i].of);
    }
    free(k->whole);
    free(k->common);
    free(k);
}

/* Structures that are rows, or columns, of a tile. The rows of a group lie component by component, so that those of all
   structures for one component are neighbours; where a structure has no such component, its row is 0. */
struct side {
    size_t begin, n, components;
    size_t rows; /* of a group */
};

static struct side side_of(const struct force_kernel *k, size_t begin, size_t end)
{
    size_t components = most_components(k, begin, end);
    return (struct side){begin, end - begin, components, components * (end - begin)};
}

struct force_tile {
    const struct force_kernel *k;
    struct side i, j;
    double *first, *second; /* rows' structures x permutations x columns' structures: -2 f' and -4 f'' */
    double *a;              /* groups x rows x permutations x columns' structures: J d */
    double *b;              /* permutations x rows' structures x groups x columns: J' d */
    double *x, *y;          /* some blocks of rows or tensors, of the one side and of the other */
    double *g, *sum;        /* products of rows of a group and columns of one; their sums, with columns of each */
};

static struct force_tile begin(const struct force_kernel *k, struct side i, struct side j, struct force_kernel_memory *m)
{
    size_t n = k->orbit->n, pairs = size_mul(n, size_mul(i.n, j.n)), most = i.rows > j.rows ? i.rows : j.rows;
    most = most > n * i.n ? most : n * i.n;
    most = most > n * j.n ? most : n * j.n;
    size_t a = size_mul(size_mul(k->groups, i.rows), n * j.n), b = size_mul(size_mul(k->groups, j.rows), n * i.n);
    size_t pack = size_mul(most, k->of->columns), g = size_mul(i.rows, j.rows);
    m->at = mem_grow(m->at, &m->capacity, size_add(2 * (pairs + pack), size_add(a + b, size_mul(g, k->groups + 1))),
                     sizeof *m->at);
    struct force_tile t = {.k = k, .i = i, .j = j, .first = m->at};
    t.second = t.first + pairs;
    t.a = t.second + pairs;
    t.b = t.a + a;
    t.x = t.b + b;
    t.y = t.x + pack;
    t.g = t.y + pack;
    t.sum = t.g + g;
    return t;
}

/* Some blocks of a row (NULL: 0), or of what they come from under a permutation (NULL: none); returns where the next row goes. */
MANY_TARGETS static double *pack(const struct orbit *o, const struct block_list *l, const size_t *from, const double *row,
                                 double *restrict to)
{
    if (!row) {
        memset(to, 0, l->columns * sizeof *to);
        return to + l->columns;
    }
    for (size_t i = 0; i < l->n; i++) {
        size_t b = l->block[i], bins = o->bins[b];
        const double *at = row + o->at[from ? from[b] : b];
        for (size_t j = 0; j < bins; j++)
            to[j] = at[j];
        to += bins;
    }
    return to;
}

/* Some blocks of tensors, of each under all permutations, or what undoes these: permutations x structures. */
static void pack_orbits(const struct force_kernel *k, const struct block_list *l, bool undone, const struct side *s, double *to)
{
    const struct orbit *o = k->orbit;
    for (size_t p = 0; p < o->n; p++)
        for (size_t i = s->begin; i < s->begin + s->n; i++)
            to = pack(o, l, o->from + (undone ? o->inverse[p] : p) * o->blocks, k->of->x + i * k->of->columns, to);
}

static void pack_changes(const struct force_kernel *k, const struct block_list *l, const size_t *from, size_t group,
                         const struct side *s, double *to)
{
    for (size_t c = 0; c < s->components; c++)
        for (size_t i = s->begin; i < s->begin + s->n; i++) {
            size_t row = row_of(k, i, group, c);
            to = pack(k->orbit, l, from, row < SIZE_MAX ? k->of->change + row * k->of->columns : NULL, to);
        }
}

/* The product of a row of a group with its structure's tensor. */
static double own(const struct force_kernel *k, const struct side *s, size_t group, size_t row)
{
    size_t at = row_of(k, s->begin + row % s->n, group, row / s->n);
    return at < SIZE_MAX ? k->of->own[at] : 0;
}

/* The slopes of the kernel at the distances between tensors. */
static void find_slopes(const struct force_tile *t)
{
    const struct force_kernel *k = t->k;
    const double *square = k->of->square;
    size_t width = k->of->columns, n = k->orbit->n, across = n * t->j.n;
    for (size_t p = 0; p < n; p++)
        for (size_t j = 0; j < t->j.n; j++)
            orbit_permute(k->orbit, p, k->of->x + (t->j.begin + j) * width, t->y + (p * t->j.n + j) * width);
    double *s = t->first;
    product(t->i.n, across, width, k->of->x + t->i.begin * width, t->y, s, across);
    for (size_t i = 0, at = 0; i < t->i.n; i++)
        for (size_t p = 0; p < n; p++)
            for (size_t j = 0; j < t->j.n; j++, at++) {
                double d = square[t->i.begin + i] + square[t->j.begin + j] - 2 * s[at];
                s[at] = d > 0 ? d : 0;
            }
    k->part->function->slopes(t->i.n * across, s, k->part->sigma, t->first, t->second);
    for (size_t i = 0; i < t->i.n * across; i++) {
        t->first[i] *= -2;
        t->second[i] *= -4;
    }
}

/* J d of the rows of a group. */
static void find_row_products(const struct force_tile *t, size_t group)
{
    const struct force_kernel *k = t->k;
    const struct block_list *l = &k->whole[group];
    size_t across = k->orbit->n * t->j.n;
    double *a = t->a + group * t->i.rows * across;
    pack_changes(k, l, NULL, group, &t->i, t->x);
    pack_orbits(k, l, false, &t->j, t->y);
    product(t->i.rows, across, l->columns, t->x, t->y, a, across);
    for (size_t r = 0; r < t->i.rows; r++) {
        double itself = own(k, &t->i, group, r);
        for (size_t j = 0; j < across; j++)
            a[r * across + j] = itself - a[r * across + j];
    }
}

/* J' d of the columns of a group. */
static void find_column_products(const struct force_tile *t, size_t group)
{
    const struct force_kernel *k = t->k;
    const struct block_list *l = &k->whole[group];
    size_t across = k->orbit->n * t->i.n, ld = k->groups * t->j.rows;
    double *b = t->b + group * t->j.rows;
    pack_orbits(k, l, true, &t->i, t->x);
    pack_changes(k, l, NULL, group, &t->j, t->y);
    product(across, t->j.rows, l->columns, t->x, t->y, b, ld);
    for (size_t c = 0; c < t->j.rows; c++)
        t->x[c] = own(k, &t->j, group, c);
    for (size_t i = 0; i < across; i++)
        for (size_t c = 0; c < t->j.rows; c++)
            b[i * ld + c] -= t->x[c];
}

/* Adds products of a row with columns of one component, and of what is of rank one. */
MANY_TARGETS static void add_products(size_t n, const double *first, const double *g, const double *second, const double *a,
                                      const double *b, double *restrict to)
{
    for (size_t j = 0; j < n; j++)
        to[j] += first[j] * g[j] + second[j] * a[j] * b[j];
}

/* The sum of the rows of a group with the columns of one. */
static double *sum_of(const struct force_tile *t, size_t group)
{
    return t->sum + group * t->i.rows * t->j.rows;
}

/* Adds what one permutation gives for packed rows of one group with the columns of another. */
static void add_permutation(const struct force_tile *t, const struct block_list *l, size_t permutation, size_t one,
                            size_t other)
{
    const struct force_kernel *k = t->k;
    const struct side *i = &t->i, *j = &t->j;
    const struct orbit *o = k->orbit;
    double *sum = sum_of(t, other);
    pack_changes(k, l, o->from + permutation * o->blocks, other, j, t->y);
    product(i->rows, j->rows, l->columns, t->x, t->y, t->g, j->rows);
    for (size_t r = 0; r < i->rows; r++) {
        size_t structure = r % i->n, pair = (structure * o->n + permutation) * j->n;
        const double *a = t->a + ((one * i->rows + r) * o->n + permutation) * j->n;
        const double *b = t->b + ((permutation * i->n + structure) * k->groups + other) * j->rows;
        for (size_t c = 0, at = r * j->rows; c < j->rows; c += j->n)
            add_products(j->n, t->first + pair, t->g + at + c, t->second + pair, a, b + c, sum + at + c);
    }
}

/* Sums the rows of a group with all columns; rows are packed once for all columns that have the same blocks. */
static void sum_group(const struct force_tile *t, size_t group)
{
    const struct force_kernel *k = t->k;
    const struct common_blocks *c = &k->common[group];
    memset(t->sum, 0, k->groups * t->i.rows * t->j.rows * sizeof *t->sum);
    for (size_t l = 0; l < c->n; l++) {
        pack_changes(k, &c->list[l], NULL, group, &t->i, t->x);
        for (size_t at = 0; at < k->orbit->n * k->groups; at++)
            if (c->of[at] == l)
                add_permutation(t, &c->list[l], at / k->groups, group, at % k->groups);
    }
}

/* Puts sums of a row with the columns of a group to their places. */
static void put_row(const struct force_tile *t, size_t group, const double *sum, double *to)
{
    const struct force_kernel *k = t->k;
    size_t begin = k->of->first[t->j.begin];
    for (size_t c = 0; c < t->j.components; c++)
        for (size_t j = t->j.begin; j < t->j.begin + t->j.n; j++, sum++) {
            size_t column = row_of(k, j, group, c);
            if (column < SIZE_MAX)
                to[column - begin] = *sum;
        }
}

static void put_group(const struct force_tile *t, size_t group, double *to, size_t ld)
{
    const struct force_kernel *k = t->k;
    for (size_t r = 0; r < t->i.rows; r++) {
        size_t row = row_of(k, t->i.begin + r % t->i.n, group, r / t->i.n);
        if (row == SIZE_MAX)
            continue;
        for (size_t g = 0; g < k->groups; g++)
            put_row(t, g, sum_of(t, g) + r * t->j.rows, to + (row - k->of->first[t->i.begin]) * ld);
    }
}

void force_kernel_tile(const struct force_kernel *k, size_t i0, size_t i1, size_t j0, size_t j1, struct force_kernel_memory *m,
                       double *to, size_t ld)
{
    struct force_tile t = begin(k, side_of(k, i0, i1), side_of(k, j0, j1), m);
    find_slopes(&t);
    for (size_t g = 0; g < k->groups; g++) {
        find_row_products(&t, g);
        find_column_products(&t, g);
    }
    for (size_t g = 0; g < k->groups; g++) {
        sum_group(&t, g);
        put_group(&t, g, to, ld);
    }
}

double force_kernel_mean(const struct force_kernel *k)
{
    double *own = mem_zero(k->of->n, sizeof *own), sum = 0;
#pragma omp parallel num_threads(threads())
    {
        struct force_kernel_memory m = {0};
        double *block = NULL;
        size_t capacity = 0;
#pragma omp for schedule(dynamic, 1)
        for (size_t i = 0; i < k->of->n; i++) {
            size_t rows = k->of->first[i + 1] - k->of->first[i];
            block = mem_grow(block, &capacity, size_mul(rows, rows), sizeof *block);
            force_kernel_tile(k, i, i + 1, i, i + 1, &m, block, rows);
            for (size_t r = 0; r < rows; r++)
                own[i] += block[r * rows + r];
        }
        free(block);
        free(m.at);
    }
    for (size_t i = 0; i < k->of->n; i++)
        sum += own[i];
    free(own);
    return k->of->first[k->of->n] ? sum / (double)k->of->first[k->of->n] : 1;
}
