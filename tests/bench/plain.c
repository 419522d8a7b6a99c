#include "bench/plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void add_row(struct plain *p, size_t block, size_t structure, const double *bin, size_t bins, double scale)
{
    struct plain_block *b = &p->block[block];
    b->bins = bins;
    b->member = mem_grow(b->member, &b->member_capacity, b->n + 1, sizeof *b->member);
    b->row = mem_grow(b->row, &b->row_capacity, (b->n + 1) * bins, sizeof *b->row);
    b->member[b->n] = structure;
    for (size_t k = 0; k < bins; k++) {
        b->row[b->n * bins + k] = scale * bin[k];
        p->sum[structure] += fabs(scale * bin[k]);
    }
    b->n++;
}

struct plain *plain_new(const struct tensor *t, size_t n, const struct layout *layout, const double *scale, size_t nterms)
{
    struct plain *p = mem_new(1, sizeof *p);
    size_t capacity = 0;
    *p = (struct plain){.plan = panel_plan_new(layout), .n = n, .sum = mem_zero(n, sizeof *p->sum)};
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < nterms; k++)
            for (size_t j = 0; j < t[i].term[k].n; j++) {
                size_t block = panel_plan_add(p->plan, k, t[i].term[k].key + j * layout[k].body);
                size_t old = capacity;
                p->nblocks = p->plan->nblocks;
                p->block = mem_grow(p->block, &capacity, p->nblocks, sizeof *p->block);
                memset(p->block + old, 0, (capacity - old) * sizeof *p->block);
                add_row(p, block, i, t[i].term[k].bin + j * layout[k].bins, layout[k].bins, scale[k]);
            }
    return p;
}

void plain_free(struct plain *p)
{
    for (size_t b = 0; b < p->nblocks; b++) {
        free(p->block[b].member);
        free(p->block[b].row);
    }
    panel_plan_free(p->plan);
    free(p->block);
    free(p->sum);
    free(p);
}

size_t plain_members(const struct plain_block *b, size_t n)
{
    size_t low = 0, high = b->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->member[middle] < n)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const double *plain_row(const struct plain_block *b, size_t structure)
{
    size_t p = plain_members(b, structure);
    return p < b->n && b->member[p] == structure ? b->row + p * b->bins : NULL;
}
