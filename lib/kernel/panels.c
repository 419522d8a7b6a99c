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

/* Room for so many numbers of entries that come next. */
static double *add_room(struct panels *s, size_t n)
{
    s->bin = mem_grow(s->bin, &s->bin_capacity, size_add(s->nbins, n), sizeof *s->bin);
    return s->bin + s->nbins;
}

/* Adds the blocks of term i: coordinates are taken here, while the bins are near, as those of a section would not stay so. Adds
   to *lost by how much the square of the bins is more than that of their coordinates. */
static void add_blocks(struct panels *s, size_t i, const struct blocks *b, double *sum, double *square, double *lost)
{
    size_t bins = s->layout[i].bins, kept = s->kept[i].bins;
    const struct bin_basis *basis = s->basis && !s->outline ? s->basis[i] : NULL;
    double scale = s->scale[i], unused = 0, *to = s->outline ? NULL : add_room(s, size_mul(b->n, kept));
    if (basis)
        bin_basis_project(basis, scale, b->n, b->bin, to);
    for (size_t j = 0; j < b->n; j++) {
        const uint16_t *key = b->key + j * s->layout[i].body;
        const double *bin = b->bin + j * bins;
        double of_bins = 0, of_coordinates = 0;
        size_t block = s->borrowed ? panel_plan_find(s->plan, i, key) : panel_plan_add(s->plan, i, key);
        add_norms(bin, bins, scale, sum, &of_bins);
        *square += of_bins;
        if (block == PANEL_NONE)
            continue;
        s->entry = mem_grow(s->entry, &s->entry_capacity, s->nentries + 1, sizeof *s->entry);
        s->entry[s->nentries++] = (struct panel_entry){s->n - sectioned(s), block, s->nbins + j * kept};
        if (basis) {
            add_norms(to + j * kept, kept, 1, &unused, &of_coordinates);
            *lost += of_bins - of_coordinates;
        }
        for (size_t k = 0; !basis && to && k < kept; k++)
            to[j * kept + k] = scale * bin[k];
    }
    s->nbins += b->n * kept;
}

void panels_add(struct panels *s, const struct tensor *t)
{
    double sum = 0, square = 0, lost = 0;
    s->square = mem_grow(s->square, &s->square_capacity, s->n + 1, sizeof *s->square);
    s->sum = mem_grow(s->sum, &s->sum_capacity, s->n + 1, sizeof *s->sum);
    for (size_t i = 0; i < s->nterms; i++)
        if (s->scale[i] != 0)
            add_blocks(s, i, &t->term[i], &sum, &square, &lost);
    s->foreign |= fabs(lost) > FOREIGN * square;
    s->sum[s->n] = sum;
    s->square[s->n++] = square - lost;
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
static double excess_of(const double *x, size_t n)
{
    double excess = 0;
    for (size_t k = 0; k < n; k++)
        excess += x[k] - fabs(x[k]);
    return excess;
}

static void move_entry(const struct panels *s, const struct section *b, const struct panel_entry *e, const size_t *place,
                       size_t row)
{
    const struct panel_place *block = &s->plan->block[e->block];
    const struct panel *p = &b->panel[place[block->panel]];
    size_t kept = s->kept[block->term].bins;
    p->member[row] = b->first + e->structure;
    if (s->outline)
        return;
    memcpy(p->row + row * s->plan->width[block->panel] + block->offset, s->bin + e->from, kept * sizeof *s->bin);
    if (!s->basis || !s->basis[block->term])
        p->excess[row] += excess_of(s->bin + e->from, kept);
}

/* The entries of SHARE structures from i on; those of structure i are end[i] to end[i + 1]. */
static void move_structures(const struct panels *s, const struct section *b, const size_t *end, size_t i, const size_t *place,
                            const size_t *row)
{
    size_t last = b->n - i < SHARE ? b->n : i + SHARE;
    for (size_t e = end[i]; e < end[last]; e++)
        move_entry(s, b, &s->entry[e], place, row[e]);
}

/* Moves entries to their rows of a panel. Threads share the structures, no two of which have a row in common. */
static void move_entries(const struct panels *s, const struct section *b, const size_t *place, const size_t *row)
{
    size_t *end = mem_zero(b->n + 1, sizeof *end);
    for (size_t e = 0; e < s->nentries; e++)
        end[s->entry[e].structure + 1]++;
    for (size_t i = 0; i < b->n; i++)
        end[i + 1] += end[i];
#pragma omp taskgroup
    for (size_t i = 0; i < b->n; i += SHARE)
#pragma omp task
        move_structures(s, b, end, i, place, row);
    free(end);
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
    count_rows(s, n, row);
    make_panels(s, b, n, place);
    if (!s->outline)
        make_numbers(s, b);
    move_entries(s, b, place, row);
    s->most_bins = s->nbins > s->most_bins ? s->nbins : s->most_bins;
    s->nentries = s->nbins = 0;
    free(n);
    free(place);
    free(row);
}
