#include "kernel/tile.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/threads.h"
#include "kernel/minima.h"
#include "math/triangle.h"

/* The part of a panel that lies in a range of structures. */
struct panel_part {
    const size_t *member;
    const double *row, *excess;
    size_t n;
};

/* The first of n ascending members that is at least structure. */
static size_t member_from(const size_t *member, size_t n, size_t structure)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (member[middle] < structure)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct panel_part part_of(const struct panel *p, size_t width, size_t first, size_t last)
{
    size_t from = member_from(p->member, p->n, first), to = from + member_from(p->member + from, p->n - from, last);
    return (struct panel_part){p->member + from, p->row + from * width, p->excess + from, to - from};
}

static bool is_run(const struct panel_part *p)
{
    return p->member[p->n - 1] - p->member[0] == p->n - 1;
}

static void multiply(const struct panel_part *a, const struct panel_part *b, size_t width, bool lower, double beta, double *to,
                     size_t ld)
{
    if (lower)
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (int)a->n, (int)width, 1, a->row, (int)width, beta, to, (int)ld);
    else
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)a->n, (int)b->n, (int)width, 1, a->row, (int)width, b->row,
                    (int)width, beta, to, (int)ld);
}

/* |x-y|_1 - |x|_1 - |y|_1 of all pairs of rows x of a and y of b. */
static void subtract(const struct panel_part *a, const struct panel_part *b, size_t width, bool lower, double *to)
{
    minima(a->row, a->n, b->row, b->n, width, lower ? 0 : b->n, to, b->n);
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < (lower ? i + 1 : b->n); j++)
            to[i * b->n + j] = a->excess[i] + b->excess[j] - 2 * to[i * b->n + j];
}

/* Adds a panel's contribution. lower: both parts are the same, and only the lower triangle is wanted. */
static void add_panel(const struct tile *t, const struct panel *rows, const struct panel *columns, bool lower,
                      struct tile_memory *memory, double *to, size_t ld)
{
    size_t width = t->columns->plan->width[rows->id];
    struct panel_part a = part_of(rows, width, t->first_row, t->last_row);
    struct panel_part b = part_of(columns, width, t->first_column, t->last_column);
    if (a.n == 0 || b.n == 0)
        return;
    bool abs = t->measure == MEASURE_ABS;
    if (!abs && is_run(&a) && is_run(&b)) {
        multiply(&a, &b, width, lower, 1, to + (a.member[0] - t->first_row) * ld + b.member[0] - t->first_column, ld);
        return;
    }
    double *product = memory->at = mem_grow(memory->at, &memory->capacity, a.n * b.n, sizeof *memory->at);
    if (abs)
        subtract(&a, &b, width, lower, product);
    else
        multiply(&a, &b, width, lower, 0, product, b.n);
    for (size_t i = 0; i < a.n; i++) {
        double *row = to + (a.member[i] - t->first_row) * ld;
        for (size_t j = 0; j < (lower ? i + 1 : b.n); j++)
            row[b.member[j] - t->first_column] += product[i * b.n + j];
    }
}

/* The next panel that two sections have in common: *a and *b become the one of each, NULL at first. */
static bool common_panel(const struct section *rows, const struct panel **a, const struct section *columns,
                         const struct panel **b)
{
    const struct panel *enda = rows->panel + rows->npanels, *endb = columns->panel + columns->npanels;
    *a = *a ? *a + 1 : rows->panel;
    *b = *b ? *b + 1 : columns->panel;
    while (*a < enda && *b < endb && (*a)->id != (*b)->id)
        if ((*a)->id < (*b)->id)
            ++*a;
        else
            ++*b;
    return *a < enda && *b < endb;
}

/* Adds what the panels contribute that two sections have in common. */
static void add_sections(const struct tile *t, const struct section *rows, const struct section *columns, bool lower,
                         struct tile_memory *memory, double *to, size_t ld)
{
    const struct panel *a = NULL, *b = NULL;
    while (common_panel(rows, &a, columns, &b))
        add_panel(t, a, b, lower, memory, to, ld);
}

static bool overlaps(const struct section *b, size_t first, size_t last)
{
    return b->first < last && first < b->first + b->n;
}

/* At least 0: rounding may leave less of a distance. */
MANY_TARGETS static void add_norms(size_t n, const double *norm, double own, double times, double *to)
{
    for (size_t j = 0; j < n; j++) {
        double x = own + norm[j] + times * to[j];
        to[j] = x > 0 ? x : 0;
    }
}

/* Makes squared distances of products, or distances of differences, in n columns of a row. */
static void measure(const struct tile *t, size_t row, size_t n, double *to)
{
    bool abs = t->measure == MEASURE_ABS;
    const double *norm = (abs ? t->columns->sum : t->columns->square) + t->first_column;
    double own = (abs ? t->rows->sum : t->rows->square)[row], times = abs ? 1 : -2;
    add_norms(n, norm, own, times, to);
    if (t->rows == t->columns && t->first_column <= row && row < t->first_column + n)
        to[row - t->first_column] = 0;
}

void tile_compute(const struct tile *t, bool lower, struct tile_memory *memory, double *to, size_t ld)
{
    size_t rows = t->last_row - t->first_row, columns = t->last_column - t->first_column;
    bool square = lower && t->first_row == t->first_column && rows == columns;
    for (size_t i = 0; i < rows; i++)
        memset(to + i * ld, 0, columns * sizeof *to);
    for (size_t i = 0; i < t->rows->nsections; i++) {
        const struct section *a = &t->rows->section[i];
        for (size_t j = 0; overlaps(a, t->first_row, t->last_row) && j < t->columns->nsections; j++) {
            const struct section *b = &t->columns->section[j];
            if (overlaps(b, t->first_column, t->last_column) && !(square && j > i))
                add_sections(t, a, b, square && j == i, memory, to, ld);
        }
    }
    for (size_t i = 0; i < rows; i++) {
        size_t n = square ? i + 1 : columns;
        if (t->measure != MEASURE_DOT)
            measure(t, t->first_row + i, n, to + i * ld);
        if (t->kernel)
            t->kernel->function->apply(n, to + i * ld, t->kernel->sigma);
    }
}

/* Operations of the products of two sections' rows: of all with all, or of the lower triangle where both sections are one. */
static double section_flops(const struct panels *s, const struct section *rows, const struct section *columns)
{
    const struct panel *a = NULL, *b = NULL;
    double flops = 0;
    while (common_panel(rows, &a, columns, &b))
        flops += (double)a->n * (rows == columns ? (double)a->n + 1 : 2 * (double)b->n) * (double)s->plan->width[a->id];
    return flops;
}

double tile_flops(const struct panels *rows, const struct panels *columns)
{
    double flops = 0;
    for (size_t i = 0; i < rows->nsections; i++)
        for (size_t j = 0; j < (rows == columns ? i + 1 : columns->nsections); j++)
            flops += section_flops(columns, &rows->section[i], &columns->section[j]);
    return flops;
}

size_t tile_last_row(size_t first, size_t rows)
{
    return rows - first < TILE_ROWS ? rows : first + TILE_ROWS;
}

/* Tiles left of the square on the diagonal, or of all columns. */
static size_t strips(size_t columns)
{
    return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
}

size_t tile_count(size_t first, size_t columns, bool lower)
{
    return lower ? strips(first) + 1 : strips(columns);
}

struct tile tile_of(const struct tile *like, size_t first, size_t last, bool lower, size_t i)
{
    struct tile t = *like;
    size_t end = lower ? first : t.columns->n;
    bool diagonal = lower && i == strips(first);
    t.first_row = first;
    t.last_row = last;
    t.first_column = diagonal ? first : i * TILE_COLUMNS;
    t.last_column = diagonal ? last : end - t.first_column < TILE_COLUMNS ? end : t.first_column + TILE_COLUMNS;
    return t;
}

/* A matrix, or its lower triangle, that is measured tile by tile: like has what all tiles share. */
struct tiles {
    const struct tile *like;
    bool lower;
    double *to;
    size_t ld; /* 0: the rows of the lower triangle follow each other */
};

/* What each thread works in. */
struct tile_work {
    struct tile_memory memory;
    double *tile; /* before its rows go to their places in a triangle */
};

static void put_in_triangle(const struct tile *t, struct tile_work *w, double *to)
{
    size_t width = t->last_column - t->first_column;
    if (!w->tile)
        w->tile = mem_matrix((size_t)TILE_ROWS * TILE_COLUMNS, sizeof *w->tile);
    tile_compute(t, true, &w->memory, w->tile, width);
    for (size_t i = t->first_row; i < t->last_row; i++) {
        size_t end = t->last_column <= i ? t->last_column : i + 1;
        memcpy(to + triangle_row(i) + t->first_column, w->tile + (i - t->first_row) * width,
               (end - t->first_column) * sizeof *to);
    }
}

static void put(const struct tiles *all, const struct tile *t, struct tile_work *w)
{
    if (all->ld == 0)
        put_in_triangle(t, w, all->to);
    else
        tile_compute(t, all->lower, &w->memory, all->to + t->first_row * all->ld + t->first_column, all->ld);
}

/* Measures all tiles by all threads; each goes straight to its place. */
static void compute(const struct tiles *all)
{
    size_t nwork = threads(), rows = all->like->rows->n, columns = all->like->columns->n;
    struct tile_work *work = mem_zero(nwork, sizeof *work);
#pragma omp parallel num_threads(threads())
#pragma omp master
    for (size_t first = 0, last; first < rows; first = last) {
        last = tile_last_row(first, rows);
        for (size_t i = 0; i < tile_count(first, columns, all->lower); i++)
#pragma omp task firstprivate(first, last, i)
        {
            struct tile t = tile_of(all->like, first, last, all->lower, i);
            put(all, &t, &work[omp_get_thread_num()]);
        }
    }
    for (size_t i = 0; i < nwork; i++) {
        free(work[i].memory.at);
        free(work[i].tile);
    }
    free(work);
}

void tile_matrix(const struct tile *like, bool lower, double *to, size_t ld)
{
    compute(&(struct tiles){like, lower, to, ld});
}

void tile_triangle(enum measure m, const struct panels *panels, double *to)
{
    struct tile like = {.measure = m, .rows = panels, .columns = panels};
    compute(&(struct tiles){&like, true, to, 0});
}
