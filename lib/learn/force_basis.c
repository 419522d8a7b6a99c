#include "learn/force_basis.h"

#include <cblas.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

/* Rows of an atom: where species are atoms they change the same blocks in all structures. */
enum { GROUP = 3 };

/* Some rows of each training structure, and the blocks in which any of these have anything. */
struct basis_group {
    size_t blocks, columns;
    uint32_t *block;
    size_t rows;
    size_t *row, *structure; /* of each, its place among all, and its structure */
    double *change;          /* rows x columns */
};

struct force_basis {
    const struct kernel_part *part;
    const struct orbit *orbit;
    struct force_rows rows;
    size_t groups;
    struct basis_group *group;
};

static bool is_zero(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (x[i] != 0)
            return false;
    return true;
}

static void list_rows(struct basis_group *g, const struct force_rows *r, size_t from, size_t to)
{
    g->row = mem_new(r->first[r->n], sizeof *g->row);
    g->structure = mem_new(r->first[r->n], sizeof *g->structure);
    for (size_t i = 0; i < r->n; i++)
        for (size_t row = r->first[i] + from; row < r->first[i] + to && row < r->first[i + 1]; row++) {
            g->structure[g->rows] = i;
            g->row[g->rows++] = row;
        }
}

static void list_blocks(struct basis_group *g, const struct force_rows *r, const struct orbit *o)
{
    g->block = mem_new(o->blocks, sizeof *g->block);
    for (size_t b = 0; b < o->blocks; b++) {
        size_t i = 0;
        while (i < g->rows && is_zero(r->change + g->row[i] * r->columns + o->at[b], o->bins[b]))
            i++;
        if (i == g->rows)
            continue;
        g->block[g->blocks++] = (uint32_t)b;
        g->columns += o->bins[b];
    }
}

/* The group's blocks of a row. */
static void pack(const struct basis_group *g, const struct orbit *o, const double *row, double *to)
{
    for (size_t i = 0; i < g->blocks; i++) {
        size_t b = g->block[i];
        memcpy(to, row + o->at[b], o->bins[b] * sizeof *to);
        to += o->bins[b];
    }
}

static void fill_group(struct basis_group *g, const struct force_basis *b, size_t from, size_t to)
{
    list_rows(g, &b->rows, from, to);
    list_blocks(g, &b->rows, b->orbit);
    g->change = mem_matrix(size_mul(g->rows, g->columns), sizeof *g->change);
    for (size_t i = 0; i < g->rows; i++)
        pack(g, b->orbit, b->rows.change + g->row[i] * b->rows.columns, g->change + i * g->columns);
}

struct force_basis *force_basis_new(const struct kernel_part *part, const struct orbit *orbit, struct force_rows *training)
{
    struct force_basis *b = mem_zero(1, sizeof *b);
    bool alike = force_rows_are_alike(training);
    b->part = part;
    b->orbit = orbit;
    b->rows = *training;
    *training = (struct force_rows){0};
    b->groups = alike ? (force_rows_count(&b->rows, 0) + GROUP - 1) / GROUP : 1;
    b->group = mem_zero(b->groups, sizeof *b->group);
    for (size_t g = 0; g < b->groups; g++)
        fill_group(&b->group[g], b, alike ? g * GROUP : 0, alike ? (g + 1) * GROUP : b->rows.first[b->rows.n]);
    free(b->rows.change);
    b->rows.change = NULL;
    return b;
}

void force_basis_free(struct force_basis *b)
{
    for (size_t g = 0; g < b->groups; g++) {
        free(b->group[g].block);
        free(b->group[g].row);
        free(b->group[g].structure);
        free(b->group[g].change);
    }
    force_rows_free(&b->rows);
    free(b->group);
    free(b);
}

const struct force_rows *force_basis_rows(const struct force_basis *b)
{
    return &b->rows;
}

/* A structure at work: its permutations by n, the number of training structures. */
struct force_work {
    size_t permutations, changes, n;
    double *q;                  /* rows of columns: its tensor permuted, then its changes, all of a permutation after another */
    double *packed, *product;   /* of a group: the same rows, and their products with the group's */
    double *s, *first, *second; /* squared distances, slopes of the kernel */
    double *a;                  /* of each permuted change: its product with the difference of tensors */
};

static struct force_work begin(const struct force_basis *b, size_t changes, struct force_basis_memory *m)
{
    size_t n = b->rows.n, p = b->orbit->n, rows = size_mul(p, changes + 1), widest = 0;
    for (size_t g = 0; g < b->groups; g++)
        widest = b->group[g].rows > widest ? b->group[g].rows : widest;
    size_t need = size_add(size_mul(rows, size_add(2 * b->rows.columns, widest)), size_mul(size_mul(p, n), changes + 3));
    m->at = mem_grow(m->at, &m->capacity, need, sizeof *m->at);
    struct force_work w = {.permutations = p, .changes = changes, .n = n, .q = m->at};
    w.packed = w.q + rows * b->rows.columns;
    w.product = w.packed + rows * b->rows.columns;
    w.s = w.product + rows * widest;
    w.first = w.s + p * n;
    w.second = w.first + p * n;
    w.a = w.second + p * n;
    return w;
}

/* c = factor a b^T: m x k times n x k; 0 where k is. */
static void multiply(size_t m, size_t n, size_t k, double factor, const double *a, const double *b, double *c)
{
    if (k == 0)
        memset(c, 0, m * n * sizeof *c);
    else if (m > 0 && n > 0)
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n, (int)k, factor, a, (int)k, b, (int)k, 0, c,
                    (int)n);
}

/* Permutes the structure; finds distances, slopes, and the products of changes with differences. */
static void prepare(const struct force_basis *b, const struct force_rows *of, size_t i, const struct force_work *w)
{
    size_t width = b->rows.columns, p = w->permutations;
    for (size_t k = 0; k < p; k++) {
        orbit_permute(b->orbit, k, of->x + i * width, w->q + k * width);
        for (size_t c = 0; c < w->changes; c++)
            orbit_permute(b->orbit, k, of->change + (of->first[i] + c) * width, w->q + (p + k * w->changes + c) * width);
    }
    multiply(p, w->n, width, -2, w->q, b->rows.x, w->s);
    multiply(p * w->changes, w->n, width, -1, w->q + p * width, b->rows.x, w->a);
    for (size_t k = 0; k < p * w->n; k++) {
        w->s[k] += of->square[i] + b->rows.square[k % w->n];
        w->s[k] = w->s[k] > 0 ? w->s[k] : 0;
    }
    for (size_t k = 0; k < p * w->changes; k++)
        for (size_t j = 0; j < w->n; j++)
            w->a[k * w->n + j] += of->own[of->first[i] + k % w->changes];
    b->part->function->slopes(p * w->n, w->s, b->part->sigma, w->first, w->second);
}

/* Kernels with training structures themselves; uses up the distances. */
static void add_structures(const struct force_basis *b, const struct force_work *w, const struct force_covariance *to)
{
    for (size_t k = 0; to->up && k < w->permutations * w->changes; k++)
        for (size_t j = 0; j < w->n; j++)
            to->up[k % w->changes * w->n + j] += 2 * w->first[k / w->changes * w->n + j] * w->a[k * w->n + j];
    b->part->function->apply(w->permutations * w->n, w->s, b->part->sigma);
    for (size_t k = 0; to->value && k < w->permutations * w->n; k++)
        to->value[k % w->n] += w->s[k];
}

/* Kernels with the rows of a group, of one permutation; x: products of the tensor with these, change: of its changes. */
static void add_permutation(const struct force_basis *b, const struct basis_group *g, const struct force_work *w, size_t k,
                            const struct force_covariance *to)
{
    size_t all = b->rows.first[b->rows.n];
    double *x = w->product + k * g->rows;
    const double *change = w->product + (w->permutations + k * w->changes) * g->rows, *a = w->a + k * w->changes * w->n;
    for (size_t r = 0; r < g->rows; r++) {
        x[r] -= b->rows.own[g->row[r]];
        if (to->down)
            to->down[g->row[r]] -= 2 * w->first[k * w->n + g->structure[r]] * x[r];
    }
    for (size_t c = 0; to->both && c < w->changes; c++)
        for (size_t r = 0; r < g->rows; r++) {
            size_t j = g->structure[r], pair = k * w->n + j;
            to->both[c * all + g->row[r]] -= 2 * w->first[pair] * change[c * g->rows + r] +
                                             4 * w->second[pair] * a[c * w->n + j] * x[r];
        }
}

static void add_group(const struct force_basis *b, const struct basis_group *g, const struct force_work *w,
                      const struct force_covariance *to)
{
    size_t rows = w->permutations * (w->changes + 1);
    for (size_t r = 0; r < rows; r++)
        pack(g, b->orbit, w->q + r * b->rows.columns, w->packed + r * g->columns);
    multiply(rows, g->rows, g->columns, 1, w->packed, g->change, w->product);
    for (size_t k = 0; k < w->permutations; k++)
        add_permutation(b, g, w, k, to);
}

static void clear(double *x, size_t n)
{
    if (x)
        memset(x, 0, n * sizeof *x);
}

void force_basis_covariance(const struct force_basis *b, const struct force_rows *of, size_t i, struct force_basis_memory *m,
                            const struct force_covariance *to)
{
    size_t n = b->rows.n, rows = b->rows.first[n], changes = to->up || to->both ? force_rows_count(of, i) : 0;
    struct force_work w = begin(b, changes, m);
    clear(to->value, n);
    clear(to->down, rows);
    clear(to->up, changes * n);
    clear(to->both, changes * rows);
    prepare(b, of, i, &w);
    add_structures(b, &w, to);
    for (size_t g = 0; (to->down || to->both) && g < b->groups; g++)
        add_group(b, &b->group[g], &w, to);
}
