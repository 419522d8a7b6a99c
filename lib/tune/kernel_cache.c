#include "tune/kernel_cache.h"

#include <stdlib.h>

#include "base/mem.h"
#include "kernel/term_matrices.h"
#include "recipe/correlation_section.h"
#include "recipe/section.h"

struct kernel_cache {
    const struct recipe *r;
    struct term_matrices *triangles;
    struct kernel_row_sum sum[KERNEL_PARTS];
};

struct kernel_cache *kernel_cache_new(const struct recipe *r, const struct structure *s, size_t n)
{
    struct kernel_cache *m = mem_zero(1, sizeof *m);
    m->r = r;
    m->triangles = term_matrices_new(s, n, r->representation.nterms * (r->kernel.n < MEASURES ? r->kernel.n : MEASURES));
    for (size_t p = 0; p < r->kernel.n; p++)
        m->sum[p] = (struct kernel_row_sum){.triangle = mem_new(r->representation.nterms, sizeof *m->sum[p].triangle),
                                            .weight = mem_new(r->representation.nterms, sizeof *m->sum[p].weight)};
    return m;
}

void kernel_cache_free(struct kernel_cache *m)
{
    term_matrices_free(m->triangles);
    for (size_t p = 0; p < m->r->kernel.n; p++) {
        free(m->sum[p].triangle);
        free(m->sum[p].weight);
    }
    free(m);
}

size_t kernel_cache_computed(const struct kernel_cache *m)
{
    return term_matrices_computed(m->triangles);
}

/* All that a term's triangle depends on: the keys of the term, its scale left out, and those that no section holds. */
static char *triangle_key(const struct recipe *r, size_t term, enum measure m)
{
    const struct field *fields = r->representation.row->fields;
    struct bytes key = {0};
    for (const struct field *f = fields; f->key; f++)
        if (!recipe_is_scale(f)) {
            bytes_print(&key, "%s: ", f->key);
            section_print_field(f, representation_term(&r->representation, term), &key);
            bytes_print(&key, "\n");
        }
    section_print(recipe_fields, r, &key);
    if (r->representation.correlation.n > 0)
        correlation_section_print(&r->representation.correlation, &key);
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
        sum->triangle[sum->n] = term_matrices_get(m->triangles, all, i, measure, key);
        sum->weight[sum->n++] = term_matrices_weight(measure, representation_scale(all, i));
        free(key);
    }
}

const struct kernel_row_sum *kernel_cache_get(struct kernel_cache *m)
{
    for (size_t p = 0; p < m->r->kernel.n; p++)
        gather(m, &m->r->kernel.part[p], &m->sum[p]);
    return m->sum;
}
