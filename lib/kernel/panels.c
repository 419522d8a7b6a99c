#include "kernel/panels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"

/* A task moves the entries of so many structures. */
enum { SHARE = 64 };

/* More than the square of a tensor's bins may differ from that of their coordinates. */
#define FOREIGN 1e-9

struct panels *panels_new(const struct layout *layout, const double *scale, size_t nterms, const struct panels *like)
{
    struct panels *s = mem_zero(1, sizeof *s);
    s->nterms = nterms;
    s->layout = layout;
    s->scale = scale;
    s->kept = mem_new(nterms, sizeof *s->kept);
    memcpy(s->kept, layout, nterms * sizeof *s->kept);
    s->borrowed = like != NULL;
    s->plan = like ? like->plan : panel_plan_new(s->kept);
    if (like && like->basis)
        panels_reduce(s, like->basis);
    return s;
}

void panels_reduce(struct panels *s, struct bin_basis *const *basis)
{
    s->basis = basis;
    for (size_t i = 0; i < s->nterms; i++)
        if (basis[i])
            s->kept[i].bins = basis[i]->n;
}

void panels_free(struct panels *s)
{
    if (!s)
        return;
    panels_clear(s);
    if (!s->borrowed)
        panel_plan_free(s->plan);
    free(s->kept);
    free(s->section);
    free(s->entry);
    free(s->bin);
    free(s->square);
    free(s->sum);
    free(s);
}

void panels_outline(struct panels *s)
{
    s->outline = true;
}

/* Numbers that a panel holds: its rows, and one more for each, their excess. */
static size_t numbers_of(const struct panels *s, const struct panel *p)
{
    return size_mul(p->n, size_add(s->plan->width[p->id], 1));
}

size_t panels_bytes(const struct panels *s)
{
    size_t members = 0, numbers = size_add(size_mul(s->n, 2), s->most_bins);
    for (size_t i = 0; i < s->nsections; i++)
        for (size_t k = 0; k < s->section[i].npanels; k++) {
            members = size_add(members, s->section[i].panel[k].n);
            numbers = size_add(numbers, numbers_of(s, &s->section[i].panel[k]));
        }
    return size_add(size_mul(members, sizeof(size_t)), size_mul(numbers, sizeof(double)));
}

void panels_clear(struct panels *s)
{
    for (size_t i = 0; i < s->nsections; i++) {
        free(s->section[i].panel);
        free(s->section[i].member);
        free(s->section[i].number);
    }
    s->n = s->nsections = s->nentries = s->nbins = 0;
}

static size_t sectioned(const struct panels *s)
{
    return s->nsections ? s->section[s->nsections - 1].first + s->section[s->nsections - 1].n : 0;
}

static void add_entry(struct panels *s, size_t block, const double *bin, size_t bins)
{
    s->entry = mem_grow(s->entry, &s->entry_capacity, s->nentries + 1, sizeof *s->entry);
    s->entry[s->nentries++] = (struct panel_entry){s->n - sectioned(s), block, s->nbins};
    if (!s->outline) {
        s->bin = mem_grow(s->bin, &s->bin_capacity, size_add(s->nbins, bins), sizeof *s->bin);
        memcpy(s->bin + s->nbins, bin, bins * sizeof *bin);
    }
    s->nbins += bins;
}

MANY_TARGETS static void add_norms(const double *x, size_t n, double scale, double *sum, double *square)
{
    double a = 0, b = 0;
#pragma omp simd reduction(+ : a, b)
    for (size_t i = 0; i < n; i++) {
        double y = scale * x[i];
        a += fabs(y);
        b += y * y;
    }
    *sum += a;
    *square += b;
}

void panels_add(struct panels *s, const struct tensor *t)
{
    double sum = 0, square = 0;
    s->square = mem_grow(s->square, &s->square_capacity, s->n + 1, sizeof *s->square);
    s->sum = mem_grow(s->sum, &s->sum_capacity, s->n + 1, sizeof *s->sum);
    for (size_t i = 0; i < s->nterms; i++) {
        const struct blocks *b = &t->term[i];
        size_t bins = s->layout[i].bins;
        for (size_t j = 0; s->scale[i] != 0 && j < b->n; j++) {
            const uint16_t *key = b->key + j * s->layout[i].body;
            size_t block = s->borrowed ? panel_plan_find(s->plan, i, key) : panel_plan_add(s->plan, i, key);
            add_norms(b->bin + j * bins, bins, s->scale[i], &sum, &square);
            if (block != PANEL_NONE)
                add_entry(s, block, b->bin + j * bins, bins);
        }
    }
    s->sum[s->n] = sum;
    s->square[s->n++] = square;
    if (s->n - sectioned(s) == PANELS_SECTION)
        panels_finish(s);
}

/* Counts each panel's rows; row[e] becomes that of entry e. Entries come by structure. */
static void count_rows(const struct panels *s, size_t *n, size_t *row)
{
    size_t *last = mem_zero(s->plan->npanels, sizeof *last);
    for (size_t e = 0; e < s->nentries; e++) {
        size_t id = s->plan->block[s->entry[e].block].panel, structure = s->entry[e].structure;
        n[id] += last[id] != structure + 1;
        last[id] = structure + 1;
        row[e] = n[id] - 1;
    }
    free(last);
}

/* Panels of n rows each, but for those without; place[id] becomes the one of that id. */
static void make_panels(const struct panels *s, struct section *b, const size_t *n, size_t *place)
{
    size_t rows = 0, at = 0;
    for (size_t id = 0; id < s->plan->npanels; id++) {
        place[id] = b->npanels;
        b->npanels += n[id] > 0;
        rows = size_add(rows, n[id]);
    }
    b->panel = mem_new(b->npanels, sizeof *b->panel);
    b->member = mem_new(rows, sizeof *b->member);
    for (size_t id = 0; id < s->plan->npanels; id++)
        if (n[id] > 0) {
            b->panel[place[id]] = (struct panel){.id = id, .n = n[id], .member = b->member + at};
            at += n[id];
        }
}

/* Memory for the numbers of the panels. */
static void make_numbers(const struct panels *s, struct section *b)
{
    size_t all = 0, at = 0;
    for (size_t i = 0; i < b->npanels; i++)
        all = size_add(all, numbers_of(s, &b->panel[i]));
    mem_check(size_mul(all, sizeof *b->number), "the next part of the tensors", "take fewer structures, or coarser grids");
    b->number = mem_zero(all, sizeof *b->number);
    for (size_t i = 0; i < b->npanels; i++) {
        struct panel *p = &b->panel[i];
        p->row = b->number + at;
        p->excess = p->row + p->n * s->plan->width[p->id];
        at += numbers_of(s, p);
    }
}

/* Returns the sum of x - |x|. */
static double move_bins(size_t n, double scale, const double *from, double *to)
{
    double excess = 0;
    for (size_t k = 0; k < n; k++) {
        to[k] = scale * from[k];
        excess += to[k] - fabs(to[k]);
    }
    return excess;
}

/* Adds to *lost by how much the square of the bins is more than that of their coordinates. */
static void move_coordinates(const struct bin_basis *basis, double scale, const double *from, double *to, double *lost)
{
    double bins = 0, coordinates = 0, sum = 0;
    bin_basis_project(basis, scale, from, to);
    add_norms(from, basis->bins, scale, &sum, &bins);
    add_norms(to, basis->n, 1, &sum, &coordinates);
    *lost += bins - coordinates;
}

static void move_entry(const struct panels *s, const struct section *b, const struct panel_entry *e, const size_t *place,
                       size_t row, double *lost)
{
    const struct panel_place *block = &s->plan->block[e->block];
    const struct panel *p = &b->panel[place[block->panel]];
    p->member[row] = b->first + e->structure;
    if (s->outline)
        return;
    double *to = p->row + row * s->plan->width[block->panel] + block->offset, scale = s->scale[block->term];
    const double *from = s->bin + e->from;
    const struct bin_basis *basis = s->basis ? s->basis[block->term] : NULL;
    if (basis)
        move_coordinates(basis, scale, from, to, &lost[e->structure]);
    else
        p->excess[row] += move_bins(s->layout[block->term].bins, scale, from, to);
}

/* The entries of SHARE structures from i on; those of structure i are end[i] to end[i + 1]. */
static void move_structures(const struct panels *s, const struct section *b, const size_t *end, size_t i, const size_t *place,
                            const size_t *row, double *lost)
{
    size_t last = b->n - i < SHARE ? b->n : i + SHARE;
    for (size_t e = end[i]; e < end[last]; e++)
        move_entry(s, b, &s->entry[e], place, row[e], lost);
}

/* Moves entries to their rows of a panel. Threads share the structures, no two of which have a row in common. */
static void move_entries(const struct panels *s, const struct section *b, const size_t *place, const size_t *row, double *lost)
{
    size_t *end = mem_zero(b->n + 1, sizeof *end);
    for (size_t e = 0; e < s->nentries; e++)
        end[s->entry[e].structure + 1]++;
    for (size_t i = 0; i < b->n; i++)
        end[i + 1] += end[i];
#pragma omp taskgroup
    for (size_t i = 0; i < b->n; i += SHARE)
#pragma omp task
        move_structures(s, b, end, i, place, row, lost);
    free(end);
}

/* Squares become those of what is kept. */
static void take_lost(struct panels *s, const struct section *b, const double *lost)
{
    for (size_t i = 0; i < b->n; i++) {
        double *square = &s->square[b->first + i];
        s->foreign |= fabs(lost[i]) > FOREIGN * *square;
        *square -= lost[i];
    }
}

void panels_finish(struct panels *s)
{
    size_t first = sectioned(s);
    if (s->n == first)
        return;
    s->section = mem_grow(s->section, &s->section_capacity, s->nsections + 1, sizeof *s->section);
    struct section *b = &s->section[s->nsections++];
    *b = (struct section){.first = first, .n = s->n - first};
    if (!s->borrowed)
        panel_plan_choose(s->plan, s->entry, s->nentries, b->n);
    size_t *n = mem_zero(s->plan->npanels, sizeof *n), *place = mem_new(s->plan->npanels, sizeof *place);
    size_t *row = mem_new(s->nentries, sizeof *row);
    double *lost = mem_zero(b->n, sizeof *lost);
    count_rows(s, n, row);
    make_panels(s, b, n, place);
    if (!s->outline)
        make_numbers(s, b);
    move_entries(s, b, place, row, lost);
    take_lost(s, b, lost);
    s->most_bins = s->nbins > s->most_bins ? s->nbins : s->most_bins;
    s->nentries = s->nbins = 0;
    free(n);
    free(place);
    free(row);
    free(lost);
}
