/* Kernels of sets against plain double loops: sparse blocks, some of them below zero or in one set only, sizes on both
   sides of a tile's edge; any number of threads gives the same bits. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "kernel/tile.h"

enum { TERMS = 2, BLOCKS = 20 };
#define TOLERANCE 1e-12

static const struct layout layout[TERMS] = {{1, 7, 0, 1, 0}, {2, 20, 0, 1, 0}};
static const double scale[TERMS] = {2, 0.5};

/* Structures hold a block the more often the smaller its number, and only blocks from first on. */
static void fill(struct tensor *t, size_t n, unsigned first)
{
    for (size_t i = 0; i < n; i++) {
        tensor_reset(&t[i], TERMS);
        for (size_t k = 0; k < TERMS; k++) {
            struct blocks *b = &t[i].term[k];
            blocks_resize(b, BLOCKS, layout[k].body, layout[k].bins);
            b->n = 0;
            for (unsigned z = first; z < BLOCKS; z++) {
                if (drand48() * (1 + z) > 1.5)
                    continue;
                for (unsigned c = 0; c < layout[k].body; c++)
                    b->key[b->n * layout[k].body + c] = (uint16_t)(c == 0 ? 1 + z : 1);
                for (size_t j = 0; j < layout[k].bins; j++)
                    b->bin[b->n * layout[k].bins + j] = drand48() - (z % 3 == 0 ? 0.5 : 0);
                b->n++;
            }
        }
    }
}

static struct panels *gather(const struct tensor *t, size_t n, const struct panels *like)
{
    struct panels *s = panels_new(layout, scale, TERMS, like);
    for (size_t i = 0; i < n; i++)
        panels_add(s, &t[i]);
    panels_finish(s);
    return s;
}

/* The tensor as a vector of all blocks there may be. */
enum { WIDTH = BLOCKS * (7 + 20) };

static void spread(const struct tensor *t, double *to)
{
    memset(to, 0, WIDTH * sizeof *to);
    for (size_t k = 0; k < TERMS; k++)
        for (size_t b = 0; b < t->term[k].n; b++) {
            size_t at = (k ? BLOCKS * layout[0].bins : 0) + (t->term[k].key[b * layout[k].body] - 1u) * layout[k].bins;
            for (size_t j = 0; j < layout[k].bins; j++)
                to[at + j] = scale[k] * t->term[k].bin[b * layout[k].bins + j];
        }
}

static void measure(const double *x, const double *y, double *to)
{
    double dot = 0, abs = 0, square = 0;
    for (size_t k = 0; k < WIDTH; k++) {
        double a = x[k], b = y[k];
        dot += a * b;
        abs += fabs(a - b);
        square += (a - b) * (a - b);
    }
    to[MEASURE_DOT] = dot;
    to[MEASURE_ABS] = abs;
    to[MEASURE_SQUARE] = square;
}

/* All measures of rows x (n) and y (m), or of the lower triangle where both are the same. */
static double *plain(const double *x, size_t n, const double *y, size_t m)
{
    double *all = mem_zero(n * m, MEASURES * sizeof *all);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < (x == y ? i + 1 : m); j++)
            measure(x + i * WIDTH, y + j * WIDTH, all + (i * m + j) * MEASURES);
    return all;
}

static double *spread_all(const struct tensor *t, size_t n)
{
    double *x = mem_new(size_mul(n, WIDTH), sizeof *x);
    for (size_t i = 0; i < n; i++)
        spread(&t[i], x + i * WIDTH);
    return x;
}

/* The largest deviation, relative to the largest kernel; infinite when the number of threads changes anything. */
static double deviation(const struct kernel_part *k, const struct panels *rows, const struct panels *columns,
                        const double *measures)
{
    size_t n = rows->n, m = columns->n;
    bool lower = rows == columns;
    struct tile like = {k->function->measure, k, .rows = rows, .columns = columns};
    double worst = 0, largest = 0, *one = mem_zero(n * m, sizeof *one), *two = mem_zero(n * m, sizeof *two);
    threads_set(1);
    tile_matrix(&like, lower, one, m);
    threads_set(3);
    tile_matrix(&like, lower, two, m);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < (lower ? i + 1 : m); j++) {
            double right = measures[(i * m + j) * MEASURES + k->function->measure];
            k->function->apply(1, &right, k->sigma);
            worst = one[i * m + j] == two[i * m + j] ? fmax(worst, fabs(one[i * m + j] - right)) : INFINITY;
            largest = fmax(largest, fabs(right));
        }
    free(one);
    free(two);
    return worst / largest;
}

int main(void)
{
    enum { ROWS = 530, COLUMNS = 1100 };
    static struct tensor few[ROWS], many[COLUMNS];
    double worst = 0;
    fill(few, ROWS, 0);
    fill(many, COLUMNS, 2);
    struct panels *columns = gather(many, COLUMNS, NULL), *rows = gather(few, ROWS, columns);
    double *x = spread_all(few, ROWS), *y = spread_all(many, COLUMNS);
    double *across = plain(x, ROWS, y, COLUMNS), *among = plain(y, COLUMNS, y, COLUMNS);
    for (const struct kernel_function *f = kernel_functions; f->name; f++) {
        struct kernel_part k = {.function = f, .sigma = 10};
        double a = deviation(&k, rows, columns, across), b = deviation(&k, columns, columns, among);
        printf("%s: %.2g, symmetric %.2g\n", f->name, a, b);
        worst = fmax(worst, fmax(a, b));
    }
    panels_free(rows);
    panels_free(columns);
    for (size_t i = 0; i < ROWS; i++)
        tensor_free(&few[i]);
    for (size_t i = 0; i < COLUMNS; i++)
        tensor_free(&many[i]);
    free(x);
    free(y);
    free(across);
    free(among);
    return !(worst <= TOLERANCE);
}
