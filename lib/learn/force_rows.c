#include "learn/force_rows.h"

#include <cblas.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"

struct force_rows force_rows_new(size_t n, const size_t *counts, size_t columns)
{
    struct force_rows r = {.n = n, .columns = columns, .first = mem_zero(size_add(n, 1), sizeof *r.first)};
    for (size_t i = 0; i < n; i++)
        r.first[i + 1] = size_add(r.first[i], counts[i]);
    r.x = mem_matrix(size_mul(n, columns), sizeof *r.x);
    r.change = mem_matrix(size_mul(r.first[n], columns), sizeof *r.change);
    r.square = mem_new(n, sizeof *r.square);
    r.own = mem_new(r.first[n], sizeof *r.own);
    return r;
}

void force_rows_free(struct force_rows *r)
{
    free(r->x);
    free(r->change);
    free(r->first);
    free(r->square);
    free(r->own);
    *r = (struct force_rows){0};
}

size_t force_rows_count(const struct force_rows *r, size_t structure)
{
    return r->first[structure + 1] - r->first[structure];
}

bool force_rows_are_alike(const struct force_rows *r)
{
    for (size_t i = 1; i < r->n; i++)
        if (force_rows_count(r, i) != force_rows_count(r, 0))
            return false;
    return r->n > 0;
}

/* A tensor as a row, times the scales. */
static void fill_row(const struct tensor_columns *c, const double *scale, const struct tensor *from, double *to)
{
    tensor_columns_fill(c, from, to);
    tensor_columns_scale(c, scale, to);
}

void force_rows_set(struct force_rows *r, size_t structure, const struct tensor_columns *c, const double *scale,
                    const struct tensor *x, const struct tensor *change)
{
    double *at = r->x + structure * r->columns;
    fill_row(c, scale, x, at);
    r->square[structure] = cblas_ddot((int)r->columns, at, 1, at, 1);
    for (size_t row = r->first[structure]; row < r->first[structure + 1]; row++) {
        double *to = r->change + row * r->columns;
        fill_row(c, scale, change + row - r->first[structure], to);
        r->own[row] = cblas_ddot((int)r->columns, at, 1, to, 1);
    }
}
