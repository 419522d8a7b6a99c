#include "kernel/tile.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/threads.h"
#include "kernel/minima.h"

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

static void multiply(const struct panel_part *a, const struct panel_part *b, size_t width, bool lower, double beta,
                     double *to, size_t ld)
{
    if (lower)
        cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (int)a->n, (int)width, 1, a->row, (int)width, beta, to,
                    (int)ld);
    else
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)a->n, (int)b->n, (int)width, 1, a->row, (int)width,
                    b->row, (int)width, beta, to, (int)ld);
}

/* |x-y|_1 - |x|_1 - |y|_1. */
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
    bool abs = t->part->function->measure == MEASURE_ABS;
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

/* From products to squared distances, or from differences to distances, of n columns of a row. */
static void measure(const struct tile *t, size_t row, size_t n, double *to)
{
    bool abs = t->part->function->measure == MEASURE_ABS;
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
        if (t->part->function->measure != MEASURE_DOT)
            measure(t, t->first_row + i, n, to + i * ld);
        t->part->function->apply(n, to + i * ld, t->part->sigma);
    }
}

/* Of two sections, or of the lower triangle of one. */
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

/* Tiles left of the square on the diagonal, or of all columns. */
static size_t strips(size_t columns)
{
    return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
}

size_t tile_count(size_t first, size_t columns, bool lower)
{
    return lower ? strips(first) + 1 : strips(columns);
}

struct tile tile_of(const struct kernel_part *k, const struct panels *rows, size_t first, size_t last,
                    const struct panels *columns, bool lower, size_t i)
{
    size_t end = lower ? first : columns->n, start = i * TILE_COLUMNS;
    struct tile t = {k, rows, columns, first, last, start, end - start < TILE_COLUMNS ? end : start + TILE_COLUMNS};
    if (lower && i == strips(first))
        t = (struct tile){k, rows, columns, first, last, first, last};
    return t;
}

void tile_matrix(const struct kernel_part *k, const struct panels *rows, const struct panels *columns, bool lower,
                 double *to, size_t ld)
{
    size_t nmemory = threads();
    struct tile_memory *memory = mem_zero(nmemory, sizeof *memory);
#pragma omp parallel
#pragma omp master
    for (size_t first = 0, last; first < rows->n; first = last) {
        last = rows->n - first < TILE_ROWS ? rows->n : first + TILE_ROWS;
        for (size_t i = 0; i < tile_count(first, columns->n, lower); i++)
#pragma omp task firstprivate(first, last, i)
        {
            struct tile t = tile_of(k, rows, first, last, columns, lower, i);
            tile_compute(&t, lower, &memory[omp_get_thread_num()], to + first * ld + t.first_column, ld);
        }
    }
    for (size_t i = 0; i < nmemory; i++)
        free(memory[i].at);
    free(memory);
}
