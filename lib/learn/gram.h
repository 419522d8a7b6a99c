/* Kernel matrices, in tiles over the panels that rows and columns have in common. Every tile is computed by one thread
   in a fixed order, so that numbers do not depend on the number of threads. */
#ifndef MBTR_GRAM_H
#define MBTR_GRAM_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/kernel.h"
#include "learn/set.h"

/* Structures first_row to last_row - 1 of a set made like another, or of the other itself, and first_column to
   last_column - 1 of the other; both are finished. */
struct tile {
    const struct kernel_part *part;
    const struct set *rows, *columns;
    size_t first_row, last_row, first_column, last_column;
};

/* Rows and columns of a tile, best. */
enum { GRAM_ROWS = 512, GRAM_COLUMNS = 1024 };

/* Memory that a thread works in; {0} at first, at is freed by free(). */
struct gram_memory {
    double *at;
    size_t capacity;
};

/* The kernel of a tile's rows with its columns; to is where the first of both belongs, ld the step from row to row.
   Where rows and columns are one set the diagonal of distances is exactly 0; lower: what is above the diagonal is not
   wanted, and undefined. */
void gram_tile(const struct tile *t, bool lower, struct gram_memory *memory, double *to, size_t ld);

/* How many tiles the rows from first on (at most GRAM_ROWS) have, and tile number i of the rows first to last - 1.
   lower: the lower triangle of a set with itself, else all columns. */
size_t gram_tiles(size_t first, size_t columns, bool lower);
struct tile gram_tile_of(const struct kernel_part *k, const struct set *rows, size_t first, size_t last,
                         const struct set *columns, bool lower, size_t i);

/* Operations of the products of all rows with all columns, or of the lower triangle where both are one set. */
double gram_flops(const struct set *rows, const struct set *columns);

/* All of the matrix, or its lower triangle, to[row * ld + column], by all threads. */
void gram_matrix(const struct kernel_part *k, const struct set *rows, const struct set *columns, bool lower, double *to,
                 size_t ld);

#endif
