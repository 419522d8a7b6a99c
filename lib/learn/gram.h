/* Rows of kernel matrices, in tiles over the blocks that rows and columns have in common. Every tile is computed by one
   thread in a fixed order, so that numbers do not depend on the number of threads. */
#ifndef MBTR_GRAM_H
#define MBTR_GRAM_H

#include <stddef.h>

#include "learn/kernel.h"
#include "learn/set.h"

/* Rows of a chunk, which callers should compute at once. */
enum { GRAM_ROWS = 256 };

/* The kernel of the structures first to last - 1 of rows (at most GRAM_ROWS) with the first ncolumns of columns, to
   out[(last - first) x ncolumns]. Where rows and columns are one set the diagonal of distances is exactly 0. */
void gram_rows(const struct kernel *k, const struct set *rows, size_t first, size_t last, const struct set *columns,
               size_t ncolumns, double *out);

#endif
