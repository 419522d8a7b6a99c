/* Kernel matrices, in tiles over the panels that rows and columns have in common. Every tile is computed by one thread
   in a fixed order, so that numbers do not depend on the number of threads. */
#ifndef MBTR_TILE_H
#define MBTR_TILE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"
#include "kernel/panels.h"

/* Structures first_row to last_row - 1 of panels made like others, or of the others themselves, and first_column to
   last_column - 1 of the other; both are finished. */
struct tile {
    enum measure measure;             /* what is computed ... */
    const struct kernel_part *kernel; /* ... and the kernel that it is then put into; NULL: none */
    const struct panels *rows, *columns;
    size_t first_row, last_row, first_column, last_column;
};

/* Rows and columns of a tile, best. */
enum { TILE_ROWS = 512, TILE_COLUMNS = 1024 };

/* Memory that a thread works in; {0} at first, at is freed by free(). */
struct tile_memory {
    double *at;
    size_t capacity;
};

/* Measure or kernel of a tile's rows with its columns; to is where the first of both belongs, ld the step from row to
   row. Where rows and columns are the same the diagonal of distances is exactly 0; lower: what is above the diagonal is
   not wanted, and undefined. */
void tile_compute(const struct tile *t, bool lower, struct tile_memory *memory, double *to, size_t ld);

/* The end of the tile of rows that begins at row first of so many. */
size_t tile_last_row(size_t first, size_t rows);

/* How many tiles the rows from first on (at most TILE_ROWS) have, and tile number i of the rows first to last - 1: like
   another, whose ranges do not matter. lower: the lower triangle of panels with themselves, else all columns. */
size_t tile_count(size_t first, size_t columns, bool lower);
struct tile tile_of(const struct tile *like, size_t first, size_t last, bool lower, size_t i);

/* Operations of the products of all rows with all columns, or of the lower triangle where both are the same. */
double tile_flops(const struct panels *rows, const struct panels *columns);

/* All of the matrix whose tiles are like this one, or its lower triangle, to[row * ld + column], by all threads. */
void tile_matrix(const struct tile *like, bool lower, double *to, size_t ld);

/* A measure of panels with themselves, by all threads: the lower triangle alone, row i from i (i+1)/2 on, i+1 numbers. */
void tile_triangle(enum measure m, const struct panels *panels, double *to);

#endif
