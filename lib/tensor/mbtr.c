#include "tensor/mbtr.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "geometry/broadening.h"
#include "geometry/tuples.h"
#include "tensor/store.h"

struct mbtr {
    const struct term *terms;
    size_t nterms;
    enum normalize normalize;
    struct broadening **broadening; /* per term */
};

struct mbtr_work {
    const struct mbtr *mbtr;
    struct tuples *tuples;
    struct store **store; /* per term */
};

struct mbtr *mbtr_new(const struct term *terms, size_t nterms, enum normalize normalize)
{
    struct mbtr *m = mem_new(1, sizeof *m);
    *m = (struct mbtr){terms, nterms, normalize, mem_new(nterms, sizeof *m->broadening)};
    for (size_t i = 0; i < nterms; i++)
        m->broadening[i] = broadening_new(terms[i].sigma, terms[i].grid[0], terms[i].grid[1], terms[i].bins);
    return m;
}

void mbtr_free(struct mbtr *m)
{
    for (size_t i = 0; i < m->nterms; i++)
        broadening_free(m->broadening[i]);
    free(m->broadening);
    free(m);
}

void mbtr_layout(const struct term *terms, size_t nterms, struct layout *to)
{
    for (size_t i = 0; i < nterms; i++)
        to[i] = (struct layout){terms[i].body, terms[i].bins, terms[i].grid[0], terms[i].grid[1]};
}

struct mbtr_work *mbtr_work_new(const struct mbtr *m)
{
    struct mbtr_work *w = mem_new(1, sizeof *w);
    *w = (struct mbtr_work){m, tuples_new(), mem_new(m->nterms, sizeof *w->store)};
    for (size_t i = 0; i < m->nterms; i++)
        w->store[i] = store_new(&m->terms[i], m->broadening[i]);
    return w;
}

void mbtr_work_free(struct mbtr_work *w)
{
    for (size_t i = 0; i < w->mbtr->nterms; i++)
        store_free(w->store[i]);
    free(w->store);
    tuples_free(w->tuples);
    free(w);
}

static void take(const struct batch *b, void *store)
{
    store_add(store, b);
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

const char *mbtr_build(struct mbtr_work *w, const struct structure *s, struct tensor *to)
{
    const struct mbtr *m = w->mbtr;
    tensor_reset(to, m->nterms);
    for (size_t i = 0; i < m->nterms; i++) {
        store_reset(w->store[i]);
        const char *message = tuples_visit(w->tuples, &m->terms[i], s, take, w->store[i]);
        if (message)
            return message;
        store_finish(w->store[i], &to->term[i]);
        normalize(&to->term[i], m->terms[i].bins, m->normalize, s->sample.atoms);
    }
    return NULL;
}
