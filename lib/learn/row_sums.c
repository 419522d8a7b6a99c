#include "learn/row_sums.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"

void row_sums_free(struct row_sums *s)
{
    normal_free(&s->normal);
}

static void add(struct row_sums *s, size_t width, size_t n, const double *row, const double *y)
{
    normal_grow(&s->normal, width);
    normal_add(&s->normal, row, width, n, y);
    s->observations += n;
    s->square += cblas_ddot((int)n, y, 1, y, 1);
}

void row_sums_add(struct row_sums *s, const struct row_block *b)
{
    add(s, b->width, b->rows, b->row, b->y);
}

/* Copies the rows of a kind, and what was observed; returns how many there are. */
static size_t pick(const struct row_block *b, int kind, double *row, double *y)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        for (size_t k = b->first[i]; k < b->first[i + 1]; k++)
            if ((int)observed_kind(&b->observed[i].record, k - b->first[i]) == kind) {
                memcpy(row + n * b->width, b->row + k * b->width, b->width * sizeof *row);
                y[n++] = b->y[k];
            }
    return n;
}

void row_sums_add_kinds(struct row_sums *s, const struct row_block *b)
{
    double *row = mem_new(size_mul(b->rows, b->width), sizeof *row), *y = mem_new(b->rows, sizeof *y);
    for (int kind = 0; kind < REGRESSION_KINDS; kind++)
        if (kind != REGRESSION_FORCES)
            add(&s[kind], b->width, pick(b, kind, row, y), row, y);
    free(row);
    free(y);
}

void row_sums_set_forces(struct row_sums *s, const struct row_sums *all)
{
    struct row_sums *rest = &s[REGRESSION_FORCES];
    normal_grow(&rest->normal, all->normal.n);
    normal_add_equations(&rest->normal, 1, &all->normal);
    rest->observations = all->observations;
    rest->square = all->square;
    for (int kind = 0; kind < REGRESSION_KINDS; kind++)
        if (kind != REGRESSION_FORCES) {
            normal_add_equations(&rest->normal, -1, &s[kind].normal);
            rest->observations -= s[kind].observations;
            rest->square -= s[kind].square;
        }
}
