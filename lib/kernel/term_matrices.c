#include "kernel/term_matrices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "kernel/panels.h"
#include "kernel/tile.h"
#include "kernel/triangles.h"
#include "math/triangle.h"
#include "tensor/tensor_batch.h"

struct term_matrices {
    const struct structure *structures;
    size_t n;
    struct triangles *triangles;
};

/* More of one term are not kept, however much memory there is: a search comes back to its last few. */
enum { PER_TERM = 16 };

struct term_matrices *term_matrices_new(const struct structure *structures, size_t n, size_t nterms)
{
    struct term_matrices *t = mem_zero(1, sizeof *t);
    size_t matrix = size_mul(size_mul(n, n), sizeof(double)), one = size_mul(triangle_row(n), sizeof(double));
    size_t have = mem_check(size_add(matrix, size_mul(nterms, one)), "the kernel matrix and one of each term",
                            "use fewer structures or a machine with more memory");
    size_t room = (have - matrix) / 2 / one, most = PER_TERM * nterms;
    *t = (struct term_matrices){.structures = structures, .n = n};
    t->triangles = triangles_new(n, room < nterms ? nterms : room < most ? room : most);
    return t;
}

void term_matrices_free(struct term_matrices *t)
{
    triangles_free(t->triangles);
    free(t);
}

size_t term_matrices_computed(const struct term_matrices *t)
{
    return triangles_added(t->triangles);
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
        tensor_batch_build(b, false, t->structures + i, n);
        for (size_t k = 0; k < n; k++)
            panels_add(panels, tensor_batch_of(b, k));
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

const double *term_matrices_get(struct term_matrices *t, const struct representation *r, size_t term, enum measure m,
                                const char *key)
{
    struct representation one = representation_of_term(r, term);
    const double *there = triangles_find(t->triangles, key);
    if (there)
        return there;
    double *to = triangles_add(t->triangles, key);
    compute(t, &one, m, to);
    return to;
}
