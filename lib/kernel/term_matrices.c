#include "kernel/term_matrices.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "kernel/panels.h"
#include "kernel/tile.h"
#include "tensor/coulomb.h"

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

static size_t numbers(size_t n)
{
    return size_mul(n, n + 1) / 2;
}

/* More of one term are not kept, however much memory there is: a search comes back to its last few. */
enum { PER_TERM = 16 };

struct term_matrices *term_matrices_new(const struct structure *structures, size_t n, size_t nterms)
{
    struct term_matrices *t = mem_zero(1, sizeof *t);
    size_t matrix = size_mul(size_mul(n, n), sizeof(double)), one = size_mul(numbers(n), sizeof(double));
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

/* Of a many-body tensor, or of a matrix. */
struct builders {
    struct many_body *mbtr;        /* NULL: a matrix */
    struct many_body_work **work;  /* per thread ... */
    struct coulomb_work **coulomb; /* ... or these */
    size_t nwork;
    struct tensor tensor[CHUNK];
    char *message[CHUNK];
};

static struct builders *builders_new(const struct representation *r)
{
    struct builders *b = mem_zero(1, sizeof *b);
    b->mbtr = r->terms->matrix ? NULL : many_body_new(r);
    b->nwork = threads();
    b->work = mem_zero(b->nwork, sizeof *b->work);
    b->coulomb = mem_zero(b->nwork, sizeof *b->coulomb);
    for (size_t i = 0; i < b->nwork; i++)
        if (b->mbtr)
            b->work[i] = many_body_work_new(b->mbtr);
        else
            b->coulomb[i] = coulomb_work_new(r);
    return b;
}

static void builders_free(struct builders *b)
{
    for (size_t i = 0; i < CHUNK; i++)
        tensor_free(&b->tensor[i]);
    for (size_t i = 0; i < b->nwork; i++)
        if (b->mbtr)
            many_body_work_free(b->work[i]);
        else
            coulomb_work_free(b->coulomb[i]);
    if (b->mbtr)
        many_body_free(b->mbtr);
    free(b->work);
    free(b->coulomb);
    free(b);
}

static const char *build(const struct builders *b, size_t thread, const struct structure *s, struct tensor *to)
{
    return b->mbtr ? many_body_build(b->work[thread], s, to) : coulomb_build(b->coulomb[thread], s, to);
}

/* Adds the tensors of n <= CHUNK structures. */
static void add_chunk(struct panels *to, struct builders *b, const struct structure *s, size_t n)
{
#pragma omp parallel for schedule(dynamic, 4)
    for (size_t i = 0; i < n; i++) {
        const char *message = build(b, (size_t)omp_get_thread_num(), &s[i], &b->tensor[i]);
        b->message[i] = message ? mem_text(message) : NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (b->message[i])
            die("%s:%zu: %s: %s", s[i].file, s[i].line, s[i].sample.id, b->message[i]);
        panels_add(to, &b->tensor[i]);
    }
}

static struct panels *make_panels(const struct term_matrices *t, const struct representation *r,
                                  const struct layout *layout)
{
    static const double one = 1;
    struct builders *b = builders_new(r);
    struct panels *panels = panels_new(layout, &one, 1, NULL);
    for (size_t i = 0; i < t->n; i += CHUNK)
        add_chunk(panels, b, t->structures + i, t->n - i < CHUNK ? t->n - i : CHUNK);
    panels_finish(panels);
    builders_free(b);
    return panels;
}

static void compute(const struct term_matrices *t, const struct representation *r, enum measure m, double *to)
{
    struct layout layout;
    many_body_layout(r->terms, 1, &layout);
    struct panels *panels = make_panels(t, r, &layout);
    tile_triangle(m, panels, to);
    panels_free(panels);
}

/* A free place, or that of the triangle that has not been asked for for the longest time. */
static struct term_matrix *place(struct term_matrices *t)
{
    if (t->ntriangles < t->room) {
        t->triangle = mem_resize(t->triangle, t->ntriangles + 1, sizeof *t->triangle);
        t->triangle[t->ntriangles] = (struct term_matrix){.at = mem_matrix(numbers(t->n), sizeof(double))};
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
    struct representation one = *r;
    one.terms += term;
    one.nterms = 1;
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
