#include "tensor/tensor_maker.h"

#include <stdlib.h>

#include "base/available.h"
#include "base/mem.h"

struct tensor_work {
    void *at;
    bool busy; /* at work, or since a call failed in the middle of it */
};

struct tensor_maker {
    const struct representation_row *row;
    const struct representation *representation;
    void *shared;
    struct tensor_work *work; /* of each of n threads */
    size_t n;
    size_t memory; /* bytes that each may take */
};

struct tensor_maker *tensor_maker_new(const struct representation *r, size_t n)
{
    struct tensor_maker *m = mem_zero(1, sizeof *m);
    *m = (struct tensor_maker){r->row, r, r->row->make(r), mem_zero(n, sizeof *m->work), n, available_memory() / n};
    for (size_t i = 0; i < n; i++)
        m->work[i].at = m->row->work_new(m->shared, m->memory);
    return m;
}

void tensor_maker_free(struct tensor_maker *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->n; i++)
        m->row->work_free(m->work[i].at);
    m->row->discard(m->shared);
    free(m->work);
    free(m);
}

/* The work of a thread, at which it begins. What a failure left of its memory is not known, so that is given up. */
static void *begin(struct tensor_maker *m, size_t thread)
{
    struct tensor_work *w = &m->work[thread];
    if (w->busy)
        w->at = m->row->work_new(m->shared, m->memory);
    w->busy = true;
    return w->at;
}

/* What has tensors of atoms has their derivatives too. */
static const char *lacks_atoms(const struct tensor_maker *m, bool atoms)
{
    if (atoms && !m->row->build_atoms)
        return "its representation has no tensors of atoms";
    return NULL;
}

const char *tensor_maker_build(struct tensor_maker *m, size_t thread, bool atoms, const struct structure *s, struct tensor *to)
{
    const char *problem = lacks_atoms(m, atoms);
    if (problem)
        return problem;
    void *work = begin(m, thread);
    problem = (atoms ? m->row->build_atoms : m->row->build)(work, s, to);
    m->work[thread].busy = false;
    return problem;
}

static const char *rough(const struct tensor_maker *m, const struct structure *s)
{
    return representation_rough(m->representation, s->pbc[0] || s->pbc[1] || s->pbc[2]);
}

const char *tensor_maker_jacobian(struct tensor_maker *m, size_t thread, bool atoms, const struct structure *s,
                                  struct tensor *to)
{
    const char *problem = lacks_atoms(m, atoms);
    if (!problem)
        problem = rough(m, s);
    if (problem)
        return problem;
    problem = (atoms ? m->row->jacobian_atoms : m->row->jacobian)(begin(m, thread), s, to);
    m->work[thread].busy = false;
    return problem;
}

const char *tensor_maker_adjoint(struct tensor_maker *m, size_t thread, bool atoms, const struct structure *s,
                                 const struct tensor *slope, struct gradient *to)
{
    const char *problem = rough(m, s);
    if (problem)
        return problem;
    gradient_reset(to, s->sample.atoms);
    problem = (atoms ? m->row->adjoint_atoms : m->row->adjoint)(begin(m, thread), s, slope, to);
    m->work[thread].busy = false;
    return problem;
}
