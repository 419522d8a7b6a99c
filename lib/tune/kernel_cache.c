#include "tune/kernel_cache.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/threads.h"
#include "kernel/atom_matrices.h"
#include "kernel/term_matrices.h"
#include "recipe/kernel_section.h"
#include "recipe/recipe_text.h"

/* A kernel that takes atoms, got whole. */
struct whole {
    const double *triangle;
    double weight;
    struct kernel_row_sum sum;
};

struct kernel_cache {
    const struct recipe *r;
    const struct structure *structures;
    size_t n;
    const struct element_set *elements;
    struct term_matrices *terms;             /* of kernels of structures, ... */
    struct atom_matrices *atoms;             /* ... and of those that take atoms; NULL: none was asked for yet */
    struct kernel_row_sum sum[KERNEL_PARTS]; /* of terms */
    struct whole *whole;                     /* the last that were got */
    size_t nwhole, next;
};

static void begin_terms(struct kernel_cache *m)
{
    const struct kernel *k = &m->r->kernel;
    size_t nterms = m->r->representation.nterms;
    m->terms = term_matrices_new(m->structures, m->n, nterms * (k->n < MEASURES ? k->n : MEASURES));
    for (size_t p = 0; p < k->n; p++)
        m->sum[p] = (struct kernel_row_sum){.triangle = mem_new(nterms, sizeof *m->sum[p].triangle),
                                            .weight = mem_new(nterms, sizeof *m->sum[p].weight)};
}

static void begin_atoms(struct kernel_cache *m)
{
    m->atoms = atom_matrices_new(m->structures, m->n, m->r->regression.of_atoms ? m->elements : NULL);
    m->nwhole = threads() + 1;
    m->whole = mem_zero(m->nwhole, sizeof *m->whole);
}

/* Makes room for kernels as the recipe's is now; whether they take atoms. */
static bool begin(struct kernel_cache *m)
{
    bool takes_atoms = recipe_takes_atoms(m->r);
    if (takes_atoms && !m->atoms)
        begin_atoms(m);
    if (!takes_atoms && !m->terms)
        begin_terms(m);
    return takes_atoms;
}

struct kernel_cache *kernel_cache_new(const struct recipe *r, const struct structure *s, size_t n,
                                      const struct element_set *elements)
{
    struct kernel_cache *m = mem_zero(1, sizeof *m);
    *m = (struct kernel_cache){.r = r, .structures = s, .n = n, .elements = elements};
    begin(m);
    return m;
}

void kernel_cache_free(struct kernel_cache *m)
{
    if (m->atoms)
        atom_matrices_free(m->atoms);
    if (m->terms)
        term_matrices_free(m->terms);
    for (size_t p = 0; m->terms && p < m->r->kernel.n; p++) {
        free(m->sum[p].triangle);
        free(m->sum[p].weight);
    }
    free(m->whole);
    free(m);
}

size_t kernel_cache_computed(const struct kernel_cache *m)
{
    return (m->atoms ? atom_matrices_computed(m->atoms) : 0) + (m->terms ? term_matrices_computed(m->terms) : 0);
}

/* All that a term's triangle depends on. */
static char *triangle_key(const struct recipe *r, size_t term, enum measure m)
{
    struct bytes key = {0};
    recipe_text_term(r, term, false, &key);
    bytes_print(&key, "%d", (int)m);
    return (char *)key.at;
}

static void gather(struct kernel_cache *m, const struct kernel_part *part, struct kernel_row_sum *sum)
{
    const struct representation *all = &m->r->representation;
    enum measure measure = part->function->measure;
    sum->n = 0;
    for (size_t i = 0; i < all->nterms; i++) {
        if (!(part->terms >> i & 1))
            continue;
        char *key = triangle_key(m->r, i, measure);
        sum->triangle[sum->n] = term_matrices_get(m->terms, all, i, measure, key);
        sum->weight[sum->n++] = term_matrices_weight(measure, representation_scale(all, i));
        free(key);
    }
}

/* The kernel got whole, as a linear one of a single term. */
static struct kernel_rows get_whole(struct kernel_cache *m, const struct kernel *k)
{
    struct kernel_rows to = {.kernel = {.form = KERNEL_PLAIN, .n = 1, .part = {{kernel_functions, 0, 1, KERNEL_ALL}}}};
    struct whole *w = &m->whole[m->next++ % m->nwhole];
    struct bytes tensors = {0}, kernel = {0};
    recipe_text_tensors(m->r, true, &tensors);
    kernel_section_print(k, &kernel);
    w->triangle = atom_matrices_get(m->atoms, &m->r->representation, (char *)tensors.at, k, (char *)kernel.at);
    w->weight = 1;
    w->sum = (struct kernel_row_sum){1, &w->triangle, &w->weight};
    to.sum = &w->sum;
    bytes_free(&tensors);
    bytes_free(&kernel);
    return to;
}

static struct kernel widened(const struct kernel *k, double factor)
{
    struct kernel to = *k;
    for (size_t p = 0; p < k->n; p++)
        to.part[p].sigma *= factor;
    return to;
}

struct kernel_rows kernel_cache_get(struct kernel_cache *m, double factor)
{
    struct kernel_rows to = {widened(&m->r->kernel, factor), m->sum};
    if (begin(m))
        return get_whole(m, &to.kernel);
    for (size_t p = 0; p < m->r->kernel.n; p++)
        gather(m, &m->r->kernel.part[p], &m->sum[p]);
    return to;
}
