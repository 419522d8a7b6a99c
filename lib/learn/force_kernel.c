#include "learn/force_kernel.h"

#include <cblas.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"

/* c = a b^T: m x k times n x k; 0 where k is. */
static void product(size_t m, size_t n, size_t k, const double *a, const double *b, double *c)
{
    if (k == 0) {
        memset(c, 0, m * n * sizeof *c);
        return;
    }
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)k, 1, a, (int)k, b, (int)k, 0, c, (int)n);
}

enum { GROUP = 3 };

/* The rows of a group of a structure. */
struct rows {
    size_t first, n;
};

static struct rows rows_of(const struct force_kernel *k, size_t structure, size_t group)
{
    size_t first = k->of->first[structure], count = k->of->first[structure + 1] - first;
    if (k->groups == 1)
        return (struct rows){first, count};
    size_t at = group * GROUP;
    return (struct rows){first + at, count - at < GROUP ? count - at : GROUP};
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
            struct rows r = rows_of(k, i, g);
            for (size_t row = r.first; row < r.first + r.n; row++)
                for (size_t b = 0; b < o->blocks; b++)
                    if (!touched[g * o->blocks + b])
                        touched[g * o->blocks + b] = !is_zero(k->of->change + row * k->of->columns + o->at[b], o->bins[b]);
        }
    return touched;
}

/* Blocks that one group has (NULL: all), and another when permuted. */
static struct block_list list_blocks(const struct orbit *o, size_t permutation, const bool *one, const bool *other)
{
    struct block_list l = {0, 0, mem_new(o->blocks, sizeof *l.block)};
    for (size_t b = 0; b < o->blocks; b++) {
        size_t from = o->from[permutation * o->blocks + b];
        if (from == SIZE_MAX || !other[from] || (one && !one[b]))
            continue;
        l.block[l.n++] = (uint32_t)b;
        l.columns += o->bins[b];
    }
    return l;
}

static void fill_lists(struct force_kernel *k)
{
    const struct orbit *o = k->orbit;
    size_t g = k->groups;
    bool *touched = find_touched(k);
    k->whole = mem_new(size_mul(o->n, g), sizeof *k->whole);
    k->common = mem_new(size_mul(o->n, g * g), sizeof *k->common);
    for (size_t p = 0; p < o->n; p++)
        for (size_t b = 0; b < g; b++) {
            k->whole[p * g + b] = list_blocks(o, p, NULL, touched + b * o->blocks);
            for (size_t a = 0; a < g; a++)
                k->common[(p * g + a) * g + b] = list_blocks(o, p, touched + a * o->blocks, touched + b * o->blocks);
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
    for (size_t i = 0; i < k->orbit->n * k->groups; i++)
        free(k->whole[i].block);
    for (size_t i = 0; i < k->orbit->n * k->groups * k->groups; i++)
        free(k->common[i].block);
    free(k->whole);
    free(k->common);
    free(k);
}

/* A tile in the making: what is known of its rows and columns under one permutation of the latter. */
struct force_tile {
    const struct force_kernel *k;
    size_t permutation;
    size_t i0, ni, j0, nj, rows, columns; /* structures and rows of both */
    double *s, *first, *second;           /* ni x nj: squared distances, slopes of the kernel */
    double *a;                            /* rows x nj: J d */
    double *b;                            /* columns x ni: J' d */
    double *one, *other, *g;              /* some of the rows, some of the columns, permuted; and their product */
};

static struct force_tile begin(const struct force_kernel *k, size_t i0, size_t i1, size_t j0, size_t j1,
                               struct force_kernel_memory *m)
{
    size_t ni = i1 - i0, nj = j1 - j0, rows = k->of->first[i1] - k->of->first[i0],
           columns = k->of->first[j1] - k->of->first[j0];
    size_t most = k->groups == 1 ? rows > columns ? rows : columns : GROUP * (ni > nj ? ni : nj);
    most = most > ni ? most : ni;
    most = most > nj ? most : nj;
    size_t need = size_add(size_mul(2 * most, k->of->columns), 3 * ni * nj + rows * nj + columns * ni + most * most);
    m->at = mem_grow(m->at, &m->capacity, need, sizeof *m->at);
    struct force_tile t = {.k = k, .i0 = i0, .ni = ni, .j0 = j0, .nj = nj, .rows = rows, .columns = columns};
    t.one = m->at;
    t.other = t.one + most * k->of->columns;
    t.s = t.other + most * k->of->columns;
    t.first = t.s + ni * nj;
    t.second = t.first + ni * nj;
    t.a = t.second + ni * nj;
    t.b = t.a + rows * nj;
    t.g = t.b + columns * ni;
    return t;
}

/* Some blocks of a row, or of what they come from under a permutation; returns where the next row goes. */
static double *pack(const struct orbit *o, const struct block_list *l, const size_t *from, const double *row, double *to)
{
    for (size_t i = 0; i < l->n; i++) {
        size_t b = l->block[i], source = from ? from[b] : b;
        const double *at = row + o->at[source];
        for (size_t j = 0; j < o->bins[b]; j++)
            to[j] = at[j];
        to += o->bins[b];
    }
    return to;
}

/* Some blocks of tensors, or of a group of rows, of structures; as they are, or (from) permuted. Returns how many rows. */
static size_t pack_tensors(const struct force_kernel *k, const struct block_list *l, const size_t *from, size_t begin, size_t n,
                           double *to)
{
    for (size_t i = begin; i < begin + n; i++)
        to = pack(k->orbit, l, from, k->of->x + i * k->of->columns, to);
    return n;
}

static size_t pack_changes(const struct force_kernel *k, const struct block_list *l, const size_t *from, size_t group,
                           size_t begin, size_t n, double *to)
{
    size_t count = 0;
    for (size_t i = begin; i < begin + n; i++) {
        struct rows r = rows_of(k, i, group);
        for (size_t row = r.first; row < r.first + r.n; row++, count++)
            to = pack(k->orbit, l, from, k->of->change + row * k->of->columns, to);
    }
    return count;
}

/* Squared distances, and the slopes of the kernel there. */
static void find_distances(const struct force_tile *t)
{
    const struct force_kernel *k = t->k;
    size_t width = k->of->columns;
    for (size_t j = 0; j < t->nj; j++)
        orbit_permute(k->orbit, t->permutation, k->of->x + (t->j0 + j) * width, t->other + j * width);
    product(t->ni, t->nj, width, k->of->x + t->i0 * width, t->other, t->s);
    for (size_t i = 0; i < t->ni; i++)
        for (size_t j = 0; j < t->nj; j++) {
            double s = k->of->square[t->i0 + i] + k->of->square[t->j0 + j] - 2 * t->s[i * t->nj + j];
            t->s[i * t->nj + j] = s > 0 ? s : 0;
        }
    k->part->function->slopes(t->ni * t->nj, t->s, k->part->sigma, t->first, t->second);
}

/* J d and J' d of a group of rows. */
static void find_products(const struct force_tile *t, size_t group, const size_t *from)
{
    const struct force_kernel *k = t->k;
    const struct block_list *own = &k->whole[group], *permuted = &k->whole[t->permutation * k->groups + group];
    size_t n = pack_changes(k, own, NULL, group, t->i0, t->ni, t->one), row = 0;
    pack_tensors(k, own, from, t->j0, t->nj, t->other);
    product(n, t->nj, own->columns, t->one, t->other, t->g);
    for (size_t i = t->i0; i < t->i0 + t->ni; i++) {
        struct rows r = rows_of(k, i, group);
        for (size_t at = r.first; at < r.first + r.n; at++, row++)
            for (size_t j = 0; j < t->nj; j++)
                t->a[(at - k->of->first[t->i0]) * t->nj + j] = k->of->own[at] - t->g[row * t->nj + j];
    }
    n = pack_changes(k, permuted, from, group, t->j0, t->nj, t->one);
    pack_tensors(k, permuted, NULL, t->i0, t->ni, t->other);
    product(n, t->ni, permuted->columns, t->one, t->other, t->g);
    row = 0;
    for (size_t j = t->j0; j < t->j0 + t->nj; j++) {
        struct rows r = rows_of(k, j, group);
        for (size_t at = r.first; at < r.first + r.n; at++, row++)
            for (size_t i = 0; i < t->ni; i++)
                t->b[(at - k->of->first[t->j0]) * t->ni + i] = t->g[row * t->ni + i] - k->of->own[at];
    }
}

/* Adds the rows of one group with the columns of another. */
static void add_groups(const struct force_tile *t, size_t one, size_t other, const size_t *from, double *to, size_t ld)
{
    const struct force_kernel *k = t->k;
    const struct block_list *l = &k->common[(t->permutation * k->groups + one) * k->groups + other];
    size_t rows = pack_changes(k, l, NULL, one, t->i0, t->ni, t->one);
    size_t columns = pack_changes(k, l, from, other, t->j0, t->nj, t->other), row = 0;
    product(rows, columns, l->columns, t->one, t->other, t->g);
    for (size_t i = 0; i < t->ni; i++) {
        struct rows r = rows_of(k, t->i0 + i, one);
        for (size_t at = r.first - k->of->first[t->i0]; at < r.first - k->of->first[t->i0] + r.n; at++, row++) {
            const double *g = t->g + row * columns;
            for (size_t j = 0; j < t->nj; j++) {
                struct rows c = rows_of(k, t->j0 + j, other);
                double first = -2 * t->first[i * t->nj + j], a = -4 * t->second[i * t->nj + j] * t->a[at * t->nj + j];
                size_t column = c.first - k->of->first[t->j0];
                for (size_t m = 0; m < c.n; m++)
                    to[at * ld + column + m] += first * g[m] + a * t->b[(column + m) * t->ni + i];
                g += c.n;
            }
        }
    }
}

void force_kernel_tile(const struct force_kernel *k, size_t i0, size_t i1, size_t j0, size_t j1, struct force_kernel_memory *m,
                       double *to, size_t ld)
{
    struct force_tile t = begin(k, i0, i1, j0, j1, m);
    for (size_t r = 0; r < t.rows; r++)
        memset(to + r * ld, 0, t.columns * sizeof *to);
    for (t.permutation = 0; t.permutation < k->orbit->n; t.permutation++) {
        const size_t *from = k->orbit->from + t.permutation * k->orbit->blocks;
        find_distances(&t);
        for (size_t g = 0; g < k->groups; g++)
            find_products(&t, g, from);
        for (size_t g = 0; g < k->groups; g++)
            for (size_t h = 0; h < k->groups; h++)
                add_groups(&t, g, h, from, to, ld);
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
