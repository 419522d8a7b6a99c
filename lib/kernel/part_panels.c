#include "kernel/part_panels.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"

static bool takes_bins(const struct kernel *k, size_t part)
{
    return k->part[part].function->measure == MEASURE_ABS;
}

/* The scales of the terms of a part, the others 0, after those of the panels there are; returns which panels have them. */
static size_t find_panels(struct part_panels *s, size_t part, const double *scale, size_t nterms)
{
    const struct kernel *k = s->kernel;
    uint64_t known = nterms < KERNEL_TERMS ? ((uint64_t)1 << nterms) - 1 : KERNEL_ALL, terms = k->part[part].terms & known;
    for (size_t p = 0; p < part; p++)
        if ((k->part[p].terms & known) == terms && takes_bins(k, p) == takes_bins(k, part))
            return s->of[p];
    for (size_t i = 0; i < nterms; i++)
        s->scale[s->npanels * nterms + i] = terms >> i & 1 ? scale[i] : 0;
    return s->npanels++;
}

struct part_panels *part_panels_new(const struct kernel *kernel, const struct layout *layout, const double *scale,
                                    struct bin_basis *const *basis, size_t nterms, const struct part_panels *like)
{
    struct part_panels *s = mem_zero(1, sizeof *s);
    s->kernel = kernel;
    s->scale = mem_new(size_mul(kernel->n, nterms), sizeof *s->scale);
    for (size_t p = 0; p < kernel->n; p++)
        s->of[p] = find_panels(s, p, scale, nterms);
    for (size_t i = 0; i < s->npanels; i++)
        s->panels[i] = panels_new(layout, s->scale + i * nterms, nterms, like ? like->panels[i] : NULL);
    for (size_t p = 0; basis && !like && p < kernel->n; p++)
        if (!takes_bins(kernel, p))
            panels_reduce(s->panels[s->of[p]], basis);
    return s;
}

void part_panels_free(struct part_panels *s)
{
    for (size_t i = 0; i < s->npanels; i++)
        panels_free(s->panels[i]);
    free(s->scale);
    free(s);
}

void part_panels_outline(struct part_panels *s)
{
    for (size_t i = 0; i < s->npanels; i++)
        panels_outline(s->panels[i]);
}

size_t part_panels_bytes(const struct part_panels *s)
{
    size_t bytes = 0;
    for (size_t i = 0; i < s->npanels; i++)
        bytes = size_add(bytes, panels_bytes(s->panels[i]));
    return bytes;
}

void part_panels_add(struct part_panels *s, const struct tensor *t)
{
    for (size_t i = 0; i < s->npanels; i++)
        panels_add(s->panels[i], t);
    s->n++;
}

void part_panels_finish(struct part_panels *s)
{
    for (size_t i = 0; i < s->npanels; i++)
        panels_finish(s->panels[i]);
    for (size_t i = 0; i < s->npanels; i++)
        s->foreign |= s->panels[i]->foreign;
}

void part_panels_clear(struct part_panels *s)
{
    for (size_t i = 0; i < s->npanels; i++)
        panels_clear(s->panels[i]);
    s->n = 0;
}

void part_panels_memory_free(struct part_panels_memory *m)
{
    free(m->tile.at);
    free(m->part);
}

void part_panels_tile(const struct part_panels *rows, const struct part_panels *columns, struct tile t, bool lower,
                      struct part_panels_memory *memory, double *to, size_t ld)
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
        t.measure = k->part[p].function->measure;
        t.kernel = &k->part[p];
        t.rows = rows->panels[rows->of[p]];
        t.columns = columns->panels[columns->of[p]];
        tile_compute(&t, lower, &memory->tile, part, step);
        for (size_t i = 0; i < height; i++)
            kernel_join(k, p, width, part + i * step, to + i * ld);
    }
}

double part_panels_flops(const struct part_panels *rows, const struct part_panels *columns)
{
    double flops = 0;
    for (size_t p = 0; p < columns->kernel->n; p++)
        flops += tile_flops(rows->panels[rows->of[p]], columns->panels[columns->of[p]]);
    return flops;
}

double part_panels_self(const struct part_panels *s, size_t structure)
{
    double value = 0;
    for (size_t p = 0; p < s->kernel->n; p++) {
        const struct kernel_function *f = s->kernel->part[p].function;
        double part = f->measure == MEASURE_DOT ? s->panels[s->of[p]]->square[structure] : 0;
        f->apply(1, &part, s->kernel->part[p].sigma);
        value = p ? value : part;
        kernel_join(s->kernel, p, 1, &part, &value);
    }
    return value;
}

struct tile part_panels_tile_of(const struct part_panels *rows, size_t first, size_t last, const struct part_panels *columns,
                                bool lower, size_t i)
{
    return tile_of(&(struct tile){.rows = rows->panels[0], .columns = columns->panels[0]}, first, last, lower, i);
}
