#include "tensor/term_finish.h"

#include <math.h>
#include <string.h>

static bool is_correlated(const struct term_finish *f)
{
    return f->representation->correlation.n > 0;
}

/* Whether each tuple counts in both directions before a correlation. */
static bool counts_both(const struct term_finish *f)
{
    return !f->directed && f->term->body > 1 && (f->term->ordered || is_correlated(f));
}

/* Whether a correlation leaves both directions, of which one is wanted. */
static bool is_folded(const struct term_finish *f)
{
    return is_correlated(f) && !f->directed && !f->term->ordered;
}

/* What blocks_fold multiplies by, so that scalar products are those of both directions. */
static double fold_factor(const struct term_finish *f)
{
    return correlation_is_reduced(&f->representation->correlation) ? M_SQRT1_2 : 1;
}

void term_finish_blocks(const struct term_finish *f, struct accumulator *from, struct blocks *to)
{
    const struct correlation *c = &f->representation->correlation;
    unsigned body = f->term->body;
    size_t bins = f->term->grid.bins;
    accumulator_finish(from, f->at, counts_both(f), to);
    if (is_correlated(f))
        correlation_apply(c, to, body, f->own, bins);
    if (is_folded(f))
        blocks_fold(to, body, bins, fold_factor(f));
}

static double square(const struct blocks *b, size_t bins)
{
    double sum = 0;
    for (size_t i = 0; i < b->n * bins; i++)
        sum += b->bin[i] * b->bin[i];
    return sum;
}

static void divide(struct blocks *b, size_t bins, double by)
{
    for (size_t i = 0; by > 0 && i < b->n * bins; i++)
        b->bin[i] /= by;
}

void term_finish_normalize(const struct term_finish *f, struct blocks *b)
{
    size_t bins = f->term->grid.bins;
    enum normalize kind = f->representation->normalize;
    if (kind == NORMALIZE_ATOMS)
        divide(b, bins, (double)f->sample->atoms);
    if (kind == NORMALIZE_L2)
        divide(b, bins, sqrt(square(b, bins)));
}

/* With x = w / |w|, slope g by x becomes (g - x (g.x)) / |w|. */
static void pull_norm(const struct blocks *whole, unsigned body, size_t bins, struct blocks *g)
{
    double norm2 = square(whole, bins), product = 0;
    for (size_t i = 0; i < g->n; i++) {
        bool there;
        size_t place = blocks_place(whole->key, whole->n, g->key + i * body, body, &there);
        for (size_t j = 0; there && j < bins; j++)
            product += g->bin[i * bins + j] * whole->bin[place * bins + j];
    }
    for (size_t i = 0; norm2 > 0 && i < whole->n; i++) {
        double *bin = blocks_at(g, whole->key + i * body, body, bins);
        for (size_t j = 0; j < bins; j++)
            bin[j] -= whole->bin[i * bins + j] * product / norm2;
    }
    divide(g, bins, sqrt(norm2));
}

/* The transpose of blocks_fold: keys that read smaller backwards were left out. */
static void unfold(struct blocks *b, unsigned body, size_t bins, double factor)
{
    for (size_t i = 0; i < b->n; i++) {
        uint16_t mirror[KEY_MAX];
        blocks_mirror(b->key + i * body, body, mirror);
        int order = blocks_compare_keys(b->key + i * body, mirror, body);
        double by = body == 1 ? 1 : order == 0 ? 0.5 : order < 0 ? factor : 0;
        for (size_t j = 0; j < bins; j++)
            b->bin[i * bins + j] *= by;
    }
}

/* The transpose of counting both directions: what either changes. */
static void pull_directions(const struct blocks *from, unsigned body, size_t bins, struct blocks *to)
{
    blocks_resize(to, 0, body, bins);
    for (size_t i = 0; i < from->n; i++) {
        const uint16_t *key = from->key + i * body;
        uint16_t mirror[KEY_MAX];
        blocks_mirror(key, body, mirror);
        int order = blocks_compare_keys(key, mirror, body);
        double *bin = blocks_at(to, order <= 0 ? key : mirror, body, bins);
        for (size_t j = 0; j < bins; j++)
            bin[j] += (order == 0 ? 2 : 1) * from->bin[i * bins + j];
    }
}

/* Counts both directions of what was added in one. */
static void push_directions(const struct blocks *from, unsigned body, size_t bins, struct blocks *to)
{
    blocks_resize(to, 0, body, bins);
    for (size_t i = 0; i < from->n; i++)
        for (int direction = 0; direction < 2; direction++) {
            const uint16_t *key = from->key + i * body;
            uint16_t mirror[KEY_MAX];
            blocks_mirror(key, body, mirror);
            double *bin = blocks_at(to, direction ? mirror : key, body, bins);
            for (size_t j = 0; j < bins; j++)
                bin[j] += from->bin[i * bins + j];
        }
}

/* Changes of x = w / |w| are those of w as pull_norm has slopes: its matrix of derivatives is symmetric. */
void term_finish_push(const struct term_finish *f, const struct blocks *change, const struct blocks *whole, struct blocks *to)
{
    const struct representation *r = f->representation;
    unsigned body = f->term->body;
    size_t bins = f->term->grid.bins;
    if (counts_both(f))
        push_directions(change, body, bins, to);
    else
        blocks_copy(to, change, body, bins);
    if (f->term->density)
        divide(to, bins, (f->term->grid.stop - f->term->grid.start) / (double)bins);
    if (is_correlated(f))
        correlation_apply(&r->correlation, to, body, f->own, bins);
    if (is_folded(f))
        blocks_fold(to, body, bins, fold_factor(f));
    if (r->normalize == NORMALIZE_ATOMS)
        divide(to, bins, (double)f->sample->atoms);
    if (r->normalize == NORMALIZE_L2)
        pull_norm(whole, body, bins, to);
}

void term_finish_pull(const struct term_finish *f, const struct blocks *slope, const struct blocks *whole, struct blocks *to)
{
    const struct representation *r = f->representation;
    unsigned body = f->term->body;
    size_t bins = f->term->grid.bins;
    struct blocks g = {0};
    blocks_copy(&g, slope, body, bins);
    if (r->normalize == NORMALIZE_ATOMS)
        divide(&g, bins, (double)f->sample->atoms);
    if (r->normalize == NORMALIZE_L2)
        pull_norm(whole, body, bins, &g);
    if (is_folded(f))
        unfold(&g, body, bins, fold_factor(f));
    if (is_correlated(f))
        correlation_pull(&r->correlation, f->sample, &g, body, f->own, bins);
    if (counts_both(f))
        pull_directions(&g, body, bins, to);
    else
        blocks_copy(to, &g, body, bins);
    if (f->term->density)
        divide(to, bins, (f->term->grid.stop - f->term->grid.start) / (double)bins);
    blocks_free(&g);
}
