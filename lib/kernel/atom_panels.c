#include "kernel/atom_panels.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "tensor/correlation.h"

/* Structures whose atoms' columns are a tile. */
enum { COLUMNS = 64 };

struct atom_panels *atom_panels_new(const struct kernel *kernel, const struct layout *layout, const double *scale,
                                    struct bin_basis *const *basis, size_t nterms, const double *between,
                                    const struct atom_panels *like)
{
    struct atom_panels *s = mem_zero(1, sizeof *s);
    *s = (struct atom_panels){
        .kernel = kernel, .layout = layout, .scale = scale, .basis = basis, .nterms = nterms, .between = between, .like = like};
    s->first = mem_grow(NULL, &s->first_capacity, 1, sizeof *s->first);
    s->first[0] = 0;
    return s;
}

void atom_panels_free(struct atom_panels *s)
{
    for (size_t e = 0; s && e < s->nof; e++) {
        part_panels_free(s->of[e].panels);
        free(s->of[e].first);
        free(s->of[e].place);
        free(s->of[e].elements);
    }
    if (s) {
        tensor_free(&s->others);
        free(s->of);
        free(s->first);
        free(s->largest);
    }
    free(s);
}

void atom_panels_outline(struct atom_panels *s)
{
    s->outline = true;
}

size_t atom_panels_bytes(const struct atom_panels *s)
{
    size_t bytes = 0;
    for (size_t e = 0; e < s->nof; e++)
        bytes = size_add(bytes, part_panels_bytes(s->of[e].panels));
    return bytes;
}

static struct matching_panels *find(const struct atom_panels *s, size_t element)
{
    for (size_t e = 0; e < s->nof; e++)
        if (s->of[e].element == element)
            return &s->of[e];
    return NULL;
}

/* New panels of an element, which no structure before the last has. */
static struct matching_panels *make(struct atom_panels *s, size_t element)
{
    const struct matching_panels *like = s->like ? find(s->like, element) : NULL;
    s->of = mem_grow(s->of, &s->capacity, s->nof + 1, sizeof *s->of);
    struct matching_panels *m = &s->of[s->nof++];
    *m = (struct matching_panels){.element = element};
    m->panels = part_panels_new(s->kernel, s->layout, s->scale, s->basis, s->nterms, like ? like->panels : NULL);
    if (s->outline)
        part_panels_outline(m->panels);
    m->first = mem_grow(NULL, &m->first_capacity, s->n + 1, sizeof *m->first);
    memset(m->first, 0, (s->n + 1) * sizeof *m->first);
    return m;
}

void atom_panels_begin(struct atom_panels *s)
{
    s->first = mem_grow(s->first, &s->first_capacity, s->n + 2, sizeof *s->first);
    s->first[s->n + 1] = s->first[s->n];
    s->n++;
    for (size_t e = 0; e < s->nof; e++) {
        struct matching_panels *m = &s->of[e];
        m->first = mem_grow(m->first, &m->first_capacity, s->n + 1, sizeof *m->first);
        m->first[s->n] = m->panels->n;
    }
}

/* The tensor, its keys without the atom's own element, so that those of atoms of other elements have the same. */
static const struct tensor *without_own(struct atom_panels *s, const struct tensor *t)
{
    tensor_reset(&s->others, s->nterms);
    for (size_t i = 0; i < s->nterms; i++) {
        const struct blocks *from = &t->term[i];
        struct blocks *to = &s->others.term[i];
        const struct layout *l = &s->layout[i];
        blocks_resize(to, from->n, l->body, l->bins);
        memcpy(to->key, from->key, from->n * l->body * sizeof *to->key);
        memcpy(to->bin, from->bin, from->n * l->bins * sizeof *to->bin);
        for (size_t b = 0; b < from->n; b++)
            to->key[b * l->body + l->own] = 0;
    }
    return &s->others;
}

/* Whether rows tell how near their atoms are to those of the columns. */
static bool asks_for_largest(const struct atom_panels *s)
{
    return s->like && s->kernel->atoms != ATOMS_NONE && kernel_tells_distance(s->kernel);
}

void atom_panels_add(struct atom_panels *s, size_t element, const struct tensor *t)
{
    size_t matches = s->kernel->match == MATCH_ELEMENT ? element : 0, place = s->first[s->n]++;
    if (asks_for_largest(s)) {
        s->largest = mem_grow(s->largest, &s->largest_capacity, place + 1, sizeof *s->largest);
        s->largest[place] = 0;
    }
    if (s->like && !find(s->like, matches))
        return;
    struct matching_panels *m = find(s, matches);
    if (!m)
        m = make(s, matches);
    m->place = mem_grow(m->place, &m->place_capacity, m->panels->n + 1, sizeof *m->place);
    m->place[m->panels->n] = place;
    if (s->kernel->match == MATCH_CORRELATION) {
        m->elements = mem_grow(m->elements, &m->elements_capacity, m->panels->n + 1, sizeof *m->elements);
        m->elements[m->panels->n] = element;
        t = without_own(s, t);
    }
    part_panels_add(m->panels, t);
    m->first[s->n] = m->panels->n;
}

void atom_panels_finish(struct atom_panels *s)
{
    for (size_t e = 0; e < s->nof; e++) {
        part_panels_finish(s->of[e].panels);
        s->foreign |= s->of[e].panels->foreign;
    }
}

void atom_panels_clear(struct atom_panels *s)
{
    s->n = 0;
    for (size_t e = 0; e < s->nof; e++) {
        part_panels_clear(s->of[e].panels);
        s->of[e].first[0] = 0;
    }
}

void atom_panels_memory_free(struct atom_panels_memory *m)
{
    part_panels_memory_free(&m->tile);
    free(m->atoms);
}

/* Whether the kernel is that of one tensor with another, and not made of those of several. */
static bool is_single(const struct kernel *k)
{
    return !kernel_takes_atoms(k);
}

size_t atom_panels_tiles(const struct atom_panels *columns, size_t first, size_t n, bool lower)
{
    return is_single(columns->kernel) ? tile_count(first, n, lower) : (n + COLUMNS - 1) / COLUMNS;
}

/* A range of structures and of columns, and where their kernels go. */
struct block {
    size_t first, last, first_column, last_column;
    double *to; /* of the first of both */
    size_t ld;
};

MANY_TARGETS static double largest_of(size_t n, const double *x)
{
    double most = 0;
#pragma omp simd reduction(max : most)
    for (size_t i = 0; i < n; i++)
        most = x[i] > most ? x[i] : most;
    return most;
}

/* Takes what the rows of a tile have into what those of other tiles had: the same whichever comes first. A critical section
   with a name would be a global symbol of the library. */
static void keep_largest(const struct tile *t, const size_t *place, const double *most, double *largest)
{
#pragma omp critical
    for (size_t i = t->first_row; i < t->last_row; i++) {
        double *to = &largest[place[i]];
        if (most[i - t->first_row] > *to)
            *to = most[i - t->first_row];
    }
}

/* Adds a tile of tensors with tensors to their structures' kernels; largest: of all rows, or NULL. */
static void add_up(const struct block *b, const struct matching_panels *rows, const struct matching_panels *columns,
                   const struct tile *t, const double *tile, double *largest)
{
    double most[TILE_ROWS];
    size_t s = b->first, width = t->last_column - t->first_column;
    for (size_t i = t->first_row; i < t->last_row; i++) {
        const double *row = tile + (i - t->first_row) * width;
        while (i >= rows->first[s + 1])
            s++;
        double *to = b->to + (s - b->first) * b->ld;
        for (size_t k = b->first_column; k < b->last_column; k++)
            for (size_t a = columns->first[k]; a < columns->first[k + 1]; a++)
                to[k - b->first_column] += row[a - t->first_column];
        if (largest)
            most[i - t->first_row] = largest_of(width, row);
    }
    if (largest)
        keep_largest(t, rows->place, most, largest);
}

/* Multiplies a tile by the correlations of its atoms' elements. */
static void correlate(const double *between, const size_t *rows, const size_t *columns, const struct tile *t, double *tile)
{
    size_t width = t->last_column - t->first_column;
    for (size_t i = t->first_row; i < t->last_row; i++) {
        const double *with = between + rows[i] * CORRELATED;
        double *row = tile + (i - t->first_row) * width;
        for (size_t a = 0; a < width; a++)
            row[a] *= with[columns[t->first_column + a]];
    }
}

/* Adds the kernels of all tensors that match. */
static void add_pairs(const struct block *b, const struct matching_panels *rows, const struct matching_panels *columns,
                      const double *between, double *largest, struct atom_panels_memory *m)
{
    struct tile t = {.first_column = columns->first[b->first_column], .last_column = columns->first[b->last_column]};
    size_t end = rows->first[b->last], width = t.last_column - t.first_column;
    m->atoms = mem_grow(m->atoms, &m->capacity, size_mul(TILE_ROWS, width), sizeof *m->atoms);
    for (size_t i = rows->first[b->first]; width > 0 && i < end; i = t.last_row) {
        t.first_row = i;
        t.last_row = tile_last_row(i, end);
        part_panels_tile(rows->panels, columns->panels, t, false, &m->tile, m->atoms, width);
        if (columns->elements)
            correlate(between, rows->elements, columns->elements, &t, m->atoms);
        add_up(b, rows, columns, &t, m->atoms, largest);
    }
}

static double tensors_of(const struct atom_panels *s, size_t structure)
{
    return (double)(s->first[structure + 1] - s->first[structure]);
}

static void average(const struct block *b, const struct atom_panels *rows, const struct atom_panels *columns)
{
    for (size_t i = b->first; i < b->last; i++)
        for (size_t k = b->first_column; k < b->last_column; k++)
            b->to[(i - b->first) * b->ld + k - b->first_column] /= tensors_of(rows, i) * tensors_of(columns, k);
}

static void sum_block(const struct atom_panels *rows, const struct atom_panels *columns, const struct block *b,
                      struct atom_panels_memory *memory)
{
    for (size_t i = b->first; i < b->last; i++)
        memset(b->to + (i - b->first) * b->ld, 0, (b->last_column - b->first_column) * sizeof *b->to);
    for (size_t e = 0; e < columns->nof; e++) {
        const struct matching_panels *same = find(rows, columns->of[e].element);
        if (same)
            add_pairs(b, same, &columns->of[e], columns->between, rows->largest, memory);
    }
    if (columns->kernel->atoms == ATOMS_AVERAGE)
        average(b, rows, columns);
}

void atom_panels_tile(const struct atom_panels *rows, size_t first, size_t last, const struct atom_panels *columns, size_t n,
                      bool lower, size_t i, struct atom_panels_memory *memory, double *to, size_t ld)
{
    if (is_single(columns->kernel)) {
        const struct part_panels *a = rows->of[0].panels, *b = columns->of[0].panels;
        struct tile t = part_panels_tile_of(a, first, last, b, lower, i);
        part_panels_tile(a, b, t, lower, &memory->tile, to + t.first_column, ld);
        return;
    }
    struct block b = {.first = first, .last = last, .first_column = i * COLUMNS, .ld = ld};
    b.last_column = n - b.first_column < COLUMNS ? n : b.first_column + COLUMNS;
    if (lower && b.first_column > first)
        b.first = b.first_column;
    b.to = to + (b.first - first) * ld + b.first_column;
    sum_block(rows, columns, &b, memory);
}

size_t atom_panels_unlike(const struct atom_panels *s, size_t structure, double *largest)
{
    if (!s->largest)
        return 0;
    size_t first = s->first[structure], unlike = first;
    for (size_t i = first; i < s->first[structure + 1]; i++)
        if (s->largest[i] < s->largest[unlike])
            unlike = i;
    *largest = s->largest[unlike];
    return unlike - first + 1;
}

double atom_panels_flops(const struct atom_panels *rows, const struct atom_panels *columns)
{
    double flops = 0;
    for (size_t e = 0; e < columns->nof; e++) {
        const struct matching_panels *same = find(rows, columns->of[e].element);
        if (same)
            flops += part_panels_flops(same->panels, columns->of[e].panels);
    }
    return flops;
}

double atom_panels_self(const struct atom_panels *s, size_t structure, struct atom_panels_memory *memory)
{
    if (is_single(s->kernel))
        return part_panels_self(s->of[0].panels, structure);
    double self = 0;
    struct block b = {structure, structure + 1, structure, structure + 1, &self, 1};
    sum_block(s, s, &b, memory);
    return self;
}
