#include "learn/sets.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"

/* The scales of the terms of a part, the others 0, after those of the sets there are; returns which set has them. */
static size_t find_set(struct sets *s, size_t part, const double *scale, size_t nterms)
{
    const struct kernel *k = s->kernel;
    uint64_t known = nterms < KERNEL_TERMS ? ((uint64_t)1 << nterms) - 1 : KERNEL_ALL,
             terms = k->part[part].terms & known;
    for (size_t p = 0; p < part; p++)
        if ((k->part[p].terms & known) == terms)
            return s->of[p];
    for (size_t i = 0; i < nterms; i++)
        s->scale[s->nsets * nterms + i] = terms >> i & 1 ? scale[i] : 0;
    return s->nsets++;
}

struct sets *sets_new(const struct kernel *kernel, const struct layout *layout, const double *scale, size_t nterms,
                      const struct sets *like)
{
    struct sets *s = mem_zero(1, sizeof *s);
    s->kernel = kernel;
    s->scale = mem_new(size_mul(kernel->n, nterms), sizeof *s->scale);
    for (size_t p = 0; p < kernel->n; p++)
        s->of[p] = find_set(s, p, scale, nterms);
    for (size_t i = 0; i < s->nsets; i++)
        s->set[i] = set_new(layout, s->scale + i * nterms, nterms, like ? like->set[i] : NULL);
    return s;
}

void sets_free(struct sets *s)
{
    for (size_t i = 0; i < s->nsets; i++)
        set_free(s->set[i]);
    free(s->scale);
    free(s);
}

void sets_outline(struct sets *s)
{
    for (size_t i = 0; i < s->nsets; i++)
        set_outline(s->set[i]);
}

size_t sets_bytes(const struct sets *s)
{
    size_t bytes = 0;
    for (size_t i = 0; i < s->nsets; i++)
        bytes = size_add(bytes, set_bytes(s->set[i]));
    return bytes;
}

void sets_add(struct sets *s, const struct tensor *t)
{
    for (size_t i = 0; i < s->nsets; i++)
        set_add(s->set[i], t);
    s->n++;
}

void sets_finish(struct sets *s)
{
    for (size_t i = 0; i < s->nsets; i++)
        set_finish(s->set[i]);
}

void sets_clear(struct sets *s)
{
    for (size_t i = 0; i < s->nsets; i++)
        set_clear(s->set[i]);
    s->n = 0;
}

void sets_memory_free(struct sets_memory *m)
{
    free(m->tile.at);
    free(m->part);
}

void sets_tile(const struct sets *rows, const struct sets *columns, struct tile t, bool lower,
               struct sets_memory *memory, double *to, size_t ld)
{
    const struct kernel *k = columns->kernel;
    size_t height = t.last_row - t.first_row, width = t.last_column - t.first_column;
    for (size_t p = 0; p < k->n; p++) {
        double *part = to;
        size_t step = ld;
        if (p > 0) {
            memory->part = mem_grow(memory->part, &memory->capacity, size_mul(height, width), sizeof *memory->part);
            part = memory->part;
            step = width;
        }
        t.part = &k->part[p];
        t.rows = rows->set[rows->of[p]];
        t.columns = columns->set[columns->of[p]];
        gram_tile(&t, lower, &memory->tile, part, step);
        for (size_t i = 0; i < height; i++)
            kernel_join(k, p, width, part + i * step, to + i * ld);
    }
}

double sets_flops(const struct sets *rows, const struct sets *columns)
{
    double flops = 0;
    for (size_t p = 0; p < columns->kernel->n; p++)
        flops += gram_flops(rows->set[rows->of[p]], columns->set[columns->of[p]]);
    return flops;
}

double sets_self(const struct sets *s, size_t structure)
{
    double value = 0;
    for (size_t p = 0; p < s->kernel->n; p++) {
        const struct kernel_row *f = s->kernel->part[p].function;
        double part = f->measure == MEASURE_DOT ? s->set[s->of[p]]->square[structure] : 0;
        f->apply(1, &part, s->kernel->part[p].sigma);
        value = p ? value : part;
        kernel_join(s->kernel, p, 1, &part, &value);
    }
    return value;
}

struct tile sets_tile_of(const struct sets *rows, size_t first, size_t last, const struct sets *columns, bool lower,
                         size_t i)
{
    return gram_tile_of(columns->kernel->part, rows->set[0], first, last, columns->set[0], lower, i);
}
