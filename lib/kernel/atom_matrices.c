#include "kernel/atom_matrices.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "kernel/atom_panels.h"
#include "kernel/triangles.h"
#include "math/triangle.h"
#include "tensor/tensor_batch.h"

struct atom_matrices {
    const struct structure *structures;
    const struct element_set *elements; /* of the atoms that rows are of; NULL: rows are of structures */
    size_t nstructures, n;              /* structures, rows */
    struct triangles *triangles;
    char *made_of; /* what tells the tensors; NULL: there are none yet */
    struct kernel kernel;
    size_t nterms;
    struct layout *layout;
    double *scale;
    struct bin_basis **basis;
    double *between; /* elements; NULL: the kernel does not ask for it */
    struct atom_panels *panels;
};

/* More are not kept, however much memory there is. */
enum { MOST = 64 };

static size_t count_rows(const struct structure *structures, size_t n, const struct element_set *elements)
{
    size_t rows = 0;
    for (size_t i = 0; elements && i < n; i++)
        for (size_t a = 0; a < structures[i].sample.atoms; a++)
            rows += element_set_has(elements, structures[i].number[a]);
    return elements ? rows : n;
}

struct atom_matrices *atom_matrices_new(const struct structure *structures, size_t n, const struct element_set *elements)
{
    struct atom_matrices *m = mem_zero(1, sizeof *m);
    size_t rows = count_rows(structures, n, elements);
    size_t one = size_mul(triangle_row(rows), sizeof(double)), least = threads() + 1;
    size_t have = mem_check(size_mul(least + 2, one), "several kernel matrices",
                            "use fewer structures, fewer threads (-j) or a machine with more memory");
    size_t room = one ? have / 2 / one : least;
    *m = (struct atom_matrices){.structures = structures, .elements = elements, .nstructures = n, .n = rows};
    m->triangles = triangles_new(rows, room < least ? least : room < MOST ? room : MOST);
    return m;
}

static void forget(struct atom_matrices *m)
{
    if (!m->made_of)
        return;
    atom_panels_free(m->panels);
    representation_bases_free(m->basis, m->nterms);
    free(m->layout);
    free(m->scale);
    free(m->between);
    free(m->made_of);
    m->made_of = NULL;
}

void atom_matrices_free(struct atom_matrices *m)
{
    forget(m);
    triangles_free(m->triangles);
    free(m);
}

size_t atom_matrices_computed(const struct atom_matrices *m)
{
    return triangles_added(m->triangles);
}

/* Whether two kernels take the same of the tensors. */
static bool takes_same(const struct kernel *a, const struct kernel *b)
{
    bool same = a->match == b->match && a->n == b->n;
    for (size_t p = 0; same && p < a->n; p++)
        same = a->part[p].terms == b->part[p].terms && a->part[p].function->measure == b->part[p].function->measure;
    return same;
}

/* Structures whose tensors are in memory before they are in panels. */
enum { CHUNK = 64 };

/* As one row, or one for each atom that is wanted. */
static void add_atoms(struct atom_matrices *m, const struct structure *s, const struct tensor *atom)
{
    for (size_t a = 0; a < s->sample.atoms; a++) {
        if (m->elements && !element_set_has(m->elements, s->number[a]))
            continue;
        if (m->elements || a == 0)
            atom_panels_begin(m->panels);
        atom_panels_add(m->panels, s->number[a], &atom[a]);
    }
}

static void gather(struct atom_matrices *m, const struct representation *r)
{
    struct tensor_batch *b = tensor_batch_new(r, CHUNK);
    for (size_t i = 0; i < m->nstructures; i += CHUNK) {
        const struct structure *s = m->structures + i;
        size_t n = m->nstructures - i < CHUNK ? m->nstructures - i : CHUNK;
        tensor_batch_build(b, true, s, n);
        for (size_t k = 0; k < n; k++)
            add_atoms(m, &s[k], tensor_batch_of(b, k));
    }
    atom_panels_finish(m->panels);
    tensor_batch_free(b);
}

static void make_tensors(struct atom_matrices *m, const struct representation *r, const char *tensors)
{
    m->made_of = mem_text(tensors);
    m->nterms = r->nterms;
    m->layout = mem_new(m->nterms, sizeof *m->layout);
    m->scale = mem_new(m->nterms, sizeof *m->scale);
    representation_layout(r, m->layout);
    for (size_t i = 0; i < m->nterms; i++)
        m->scale[i] = representation_scale(r, i);
    m->basis = representation_bases(r);
    m->between = m->kernel.match == MATCH_CORRELATION ? correlation_products(&r->correlation) : NULL;
    m->panels = atom_panels_new(&m->kernel, m->layout, m->scale, m->basis, m->nterms, m->between, NULL);
    gather(m, r);
}

/* Rows first to last - 1, which memory has room for, to their places in the triangle. */
static void compute_rows(const struct atom_panels *s, size_t first, size_t last, struct atom_panels_memory *memory,
                         double *rows, double *to)
{
#pragma omp parallel for num_threads(threads()) schedule(dynamic)
    for (size_t i = 0; i < atom_panels_tiles(s, first, last, true); i++)
        atom_panels_tile(s, first, last, s, last, true, i, &memory[omp_get_thread_num()], rows, last);
    for (size_t i = first; i < last; i++)
        memcpy(to + triangle_row(i), rows + (i - first) * last, (i + 1) * sizeof *to);
}

static void compute(const struct atom_matrices *m, double *to)
{
    size_t nthreads = threads(), most = m->n < TILE_ROWS ? m->n : TILE_ROWS;
    struct atom_panels_memory *memory = mem_zero(nthreads, sizeof *memory);
    double *rows = mem_matrix(size_mul(most, m->n), sizeof *rows);
    for (size_t first = 0, last; first < m->n; first = last) {
        last = tile_last_row(first, m->n);
        compute_rows(m->panels, first, last, memory, rows, to);
    }
    for (size_t i = 0; i < nthreads; i++)
        atom_panels_memory_free(&memory[i]);
    free(memory);
    free(rows);
}

const double *atom_matrices_get(struct atom_matrices *m, const struct representation *r, const char *tensors,
                                const struct kernel *k, const char *kernel)
{
    struct bytes key = {0};
    bytes_print(&key, "%s\n%s", tensors, kernel);
    const double *there = triangles_find(m->triangles, (char *)key.at);
    if (!there) {
        if (m->made_of && (strcmp(m->made_of, tensors) != 0 || !takes_same(&m->kernel, k)))
            forget(m);
        m->kernel = *k;
        if (!m->made_of)
            make_tensors(m, r, tensors);
        double *to = triangles_add(m->triangles, (char *)key.at);
        compute(m, to);
        there = to;
    }
    bytes_free(&key);
    return there;
}
