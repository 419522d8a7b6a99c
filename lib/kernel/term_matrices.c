#include "kernel/term_matrices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "kernel/panels.h"
#include "kernel/tile.h"
#include "math/triangle.h"
#include "tensor/tensor_batch.h"

struct term_matrix {
    char *key;
    double *at;
    size_t used; /* when it was asked for last */
};

struct term_matrices {
    const struct structure *structures;
    size_t n, room;
    struct term_matrix *triangle;
    size_t ntriangles;
    size_t clock, computed;
};

/* More of one term are not kept, however much memory there is: a search comes back to its last few. */
enum { PER_TERM = 16 };

struct term_matrices *term_matrices_new(const struct structure *structures, size_t n, size_t nterms)
{
    struct term_matrices *t = mem_zero(1, sizeof *t);
    size_t matrix = size_mul(size_mul(n, n), sizeof(double)), one = size_mul(triangle_row(n), sizeof(double));
    size_t have = mem_check(size_add(matrix, size_mul(nterms, one)), "the kernel matrix and one of each term",
                            "use fewer structures or a machine with more memory");
    *t = (struct term_matrices){.structures = structures, .n = n, .room = (have - matrix) / 2 / one};
    if (t->room < nterms)
        t->room = nterms;
    if (t->room > PER_TERM * nterms)
        t->room = PER_TERM * nterms;
    return t;
}

void term_matrices_free(struct term_matrices *t)
{
    for (size_t i = 0; i < t->ntriangles; i++) {
        free(t->triangle[i].key);
        free(t->triangle[i].at);
    }
    free(t->triangle);
    free(t);
}

size_t term_matrices_computed(const struct term_matrices *t)
{
    return t->computed;
}

double term_matrices_weight(enum measure m, double scale)
{
    return m == MEASURE_ABS ? scale : scale * scale;
}

/* Structures whose tensors are held at once. */
enum { CHUNK = 256 };

/* The tensors of all structures, whose scale is left out. */
static struct panels *gather(const struct term_matrices *t, const struct representation *r, const struct layout *layout,
                             struct bin_basis *const *basis)
{
    static const double one = 1;
    struct tensor_batch *b = tensor_batch_new(r, CHUNK);
    struct panels *panels = panels_new(layout, &one, 1, NULL);
    if (basis)
        panels_reduce(panels, basis);
    for (size_t i = 0; i < t->n; i += CHUNK) {
        size_t n = t->n - i < CHUNK ? t->n - i : CHUNK;
        const struct tensor *tensor = tensor_batch_build(b, t->structures + i, n);
        for (size_t k = 0; k < n; k++)
            panels_add(panels, &tensor[k]);
    }
    panels_finish(panels);
    tensor_batch_free(b);
    return panels;
}

static void compute(const struct term_matrices *t, const struct representation *r, enum measure m, double *to)
{
    struct layout layout;
    representation_layout(r, &layout);
    struct bin_basis **basis = m == MEASURE_ABS ? NULL : representation_bases(r);
    struct panels *panels = gather(t, r, &layout, basis);
    tile_triangle(m, panels, to);
    panels_free(panels);
    if (basis)
        representation_bases_free(basis, 1);
}

/* A free place, or that of the triangle that has not been asked for for the longest time. */
static struct term_matrix *place(struct term_matrices *t)
{
    if (t->ntriangles < t->room) {
        t->triangle = mem_resize(t->triangle, t->ntriangles + 1, sizeof *t->triangle);
        t->triangle[t->ntriangles] = (struct term_matrix){.at = mem_matrix(triangle_row(t->n), sizeof(double))};
        return &t->triangle[t->ntriangles++];
    }
    struct term_matrix *oldest = t->triangle;
    for (size_t i = 1; i < t->ntriangles; i++)
        if (t->triangle[i].used < oldest->used)
            oldest = &t->triangle[i];
    free(oldest->key);
    return oldest;
}

const double *term_matrices_get(struct term_matrices *t, const struct representation *r, size_t term, enum measure m,
                                const char *key)
{
    struct representation one = representation_of_term(r, term);
    t->clock++;
    for (size_t i = 0; i < t->ntriangles; i++)
        if (strcmp(t->triangle[i].key, key) == 0) {
            t->triangle[i].used = t->clock;
            return t->triangle[i].at;
        }
    struct term_matrix *to = place(t);
    to->key = mem_text(key);
    to->used = t->clock;
    t->computed++;
    compute(t, &one, m, to->at);
    return to->at;
}
