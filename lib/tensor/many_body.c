#include "tensor/many_body.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "geometry/broadening.h"
#include "geometry/tuples.h"
#include "tensor/accumulator.h"

struct many_body {
    struct representation r;
    struct broadening **broadening; /* per term */
};

struct many_body_work {
    const struct many_body *mbtr;
    struct tuples *tuples;
    struct accumulator **store; /* per term */
};

struct many_body *many_body_new(const struct representation *r)
{
    struct many_body *m = mem_new(1, sizeof *m);
    *m = (struct many_body){*r, mem_new(r->nterms, sizeof *m->broadening)};
    for (size_t i = 0; i < r->nterms; i++) {
        const struct term *t = &r->terms[i];
        m->broadening[i] = broadening_new(t->sigma, t->grid[0], t->grid[1], t->bins);
    }
    return m;
}

void many_body_free(struct many_body *m)
{
    for (size_t i = 0; i < m->r.nterms; i++)
        broadening_free(m->broadening[i]);
    free(m->broadening);
    free(m);
}

void many_body_layout(const struct term *terms, size_t nterms, struct layout *to)
{
    for (size_t i = 0; i < nterms; i++)
        to[i] = (struct layout){terms[i].body, terms[i].bins, terms[i].grid[0], terms[i].grid[1]};
}

struct many_body_work *many_body_work_new(const struct many_body *m)
{
    struct many_body_work *w = mem_new(1, sizeof *w);
    *w = (struct many_body_work){m, tuples_new(), mem_new(m->r.nterms, sizeof *w->store)};
    for (size_t i = 0; i < m->r.nterms; i++)
        w->store[i] = accumulator_new(&m->r.terms[i], m->broadening[i]);
    return w;
}

void many_body_work_free(struct many_body_work *w)
{
    for (size_t i = 0; i < w->mbtr->r.nterms; i++)
        accumulator_free(w->store[i]);
    free(w->store);
    tuples_free(w->tuples);
    free(w);
}

static void take(const struct batch *b, void *store)
{
    accumulator_add(store, b);
}

static void normalize(struct blocks *b, size_t bins, enum normalize kind, size_t atoms)
{
    double by = 1;
    if (kind == NORMALIZE_ATOMS)
        by = (double)atoms;
    if (kind == NORMALIZE_L2) {
        double square = 0;
        for (size_t i = 0; i < b->n * bins; i++)
            square += b->bin[i] * b->bin[i];
        by = sqrt(square);
    }
    if (kind == NORMALIZE_NONE || !(by > 0))
        return;
    for (size_t i = 0; i < b->n * bins; i++)
        b->bin[i] /= by;
}

/* What follows when all contributions of a term are in. directed: each tuple was added in the direction that it has. */
static void finish(const struct representation *r, struct accumulator *store, const struct term *t, bool directed,
                   size_t atoms, struct blocks *to)
{
    bool correlate = r->correlation && r->correlation->n > 0;
    accumulator_finish(store, !directed && (t->ordered || correlate), to);
    if (correlate) {
        correlation_apply(r->correlation, to, t->body, t->bins);
        if (!directed && !t->ordered)
            blocks_fold(to, t->body, t->bins);
    }
    normalize(to, t->bins, r->normalize, atoms);
}

const char *many_body_build(struct many_body_work *w, const struct structure *s, struct tensor *to)
{
    const struct representation *r = &w->mbtr->r;
    tensor_reset(to, r->nterms);
    for (size_t i = 0; i < r->nterms; i++) {
        const char *message = tuples_prepare(w->tuples, &r->terms[i], s, r->by_atom, false);
        if (message)
            return message;
        accumulator_reset(w->store[i]);
        tuples_all(w->tuples, take, w->store[i]);
        finish(r, w->store[i], &r->terms[i], false, s->sample.atoms, &to->term[i]);
    }
    return NULL;
}

const char *many_body_build_local(struct many_body_work *w, const struct structure *s, struct tensor *to)
{
    const struct representation *r = &w->mbtr->r;
    for (size_t a = 0; a < s->sample.atoms; a++)
        tensor_reset(&to[a], r->nterms);
    for (size_t i = 0; i < r->nterms; i++) {
        bool directed = r->terms[i].body != 3;
        const char *message = tuples_prepare(w->tuples, &r->terms[i], s, r->by_atom, true);
        if (message)
            return message;
        for (size_t a = 0; a < s->sample.atoms; a++) {
            accumulator_reset(w->store[i]);
            tuples_of(w->tuples, a, take, w->store[i]);
            finish(r, w->store[i], &r->terms[i], directed, s->sample.atoms, &to[a].term[i]);
        }
    }
    return NULL;
}
