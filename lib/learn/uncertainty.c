#include "learn/uncertainty.h"

#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "learn/kernel_posterior.h"
#include "learn/linear_posterior.h"
#include "learn/posterior.h"
#include "tensor/tensor_maker.h"

static bool is_linear(const struct uncertain_model *m)
{
    return m->model->weights && (m->model->slopes || regression_has_forces(m->regression));
}

static bool is_of_values(const struct uncertain_model *m)
{
    return m->model->slopes && m->model->slopes->alpha && !m->model->weights;
}

static bool is_of_derivatives(const struct uncertain_model *m)
{
    return m->model->slopes && m->model->slopes->slope;
}

const struct uncertainty_kind uncertainty_kinds[] = {
    {"models that are linear in their unknowns", is_linear, linear_posterior_new, linear_posterior_free, linear_posterior_fill,
     posterior_deviations_of_weights},
    {"kernels of a property", is_of_values, kernel_posterior_of_values, kernel_posterior_free, kernel_posterior_fill,
     posterior_deviations_each},
    {"kernels of derivatives", is_of_derivatives, kernel_posterior_of_derivatives, kernel_posterior_free, kernel_posterior_fill,
     posterior_deviations_each},
    {0},
};

/* What a thread works in. */
struct uncertainty_work {
    struct observed observed; /* what a structure would be if all of its derivatives were; it is borrowed */
    struct changes changes;
    struct uncertain_rows rows;
    size_t row_capacity, prior_capacity, noise_capacity;
    char *message;
};

struct uncertainty {
    struct uncertain_model of;
    const struct uncertainty_kind *kind;
    void *state;
    struct tensor_maker *maker;
    struct uncertainty_work *work;
    size_t threads;
};

struct uncertainty *uncertainty_new(const struct uncertain_model *m, const char *factor, size_t n)
{
    const struct uncertainty_kind *kind = uncertainty_kinds;
    while (kind->name && !kind->takes(m))
        kind++;
    if (!kind->name)
        die("%s: a model in primal form that was made of a kernel has no standard deviations: train without --primal, and "
            "predict from rows of the kernel",
            m->name);
    struct uncertainty *u = mem_new(1, sizeof *u);
    *u = (struct uncertainty){.of = *m, .kind = kind, .work = mem_zero(n, sizeof *u->work), .threads = n};
    u->of.factor = factor_read(factor, m->model);
    u->state = kind->make(&u->of);
    u->maker = tensor_maker_new(m->representation, n);
    return u;
}

void uncertainty_free(struct uncertainty *u)
{
    if (!u)
        return;
    for (size_t t = 0; t < u->threads; t++) {
        struct uncertainty_work *w = &u->work[t];
        w->observed.record = (struct record){0};
        observed_free(&w->observed);
        changes_free(&w->changes);
        free(w->message);
        free(w->rows.row);
        free(w->rows.prior);
        free(w->rows.noise);
    }
    u->kind->discard(u->state);
    tensor_maker_free(u->maker);
    factor_free(u->of.factor);
    free(u->work);
    free(u);
}

/* The structure as one that is observed, with the tensors of it or (atoms) of its atoms. NULL, or a message. */
static const char *observe(struct uncertainty *u, size_t thread, bool atoms, const struct structure *s)
{
    struct uncertainty_work *w = &u->work[thread];
    struct observed *o = &w->observed;
    o->record = (struct record){.sample = s->sample, .atom = atoms, .geometry = *s, .nforces = s->sample.atoms};
    o->record.has_stress = s->pbc[0] && s->pbc[1] && s->pbc[2];
    o->ntensors = atoms ? s->sample.atoms : 1;
    o->element = mem_grow(o->element, &o->elements_room, o->ntensors, sizeof *o->element);
    for (size_t i = 0; i < o->ntensors; i++)
        o->element[i] = atoms ? s->number[i] : 0;
    tensor_list_grow(&o->tensor, o->ntensors);
    const char *message = tensor_maker_build(u->maker, thread, atoms, s, o->tensor.at);
    if (message)
        return message;
    free(w->message);
    return w->message = changes_find(&w->changes, o, u->maker, thread);
}

/* Room for so many rows. */
static void make_room(struct uncertainty_work *w, size_t n, size_t columns)
{
    w->rows.row = mem_grow(w->rows.row, &w->row_capacity, size_mul(n, columns), sizeof *w->rows.row);
    w->rows.prior = mem_grow(w->rows.prior, &w->prior_capacity, n, sizeof *w->rows.prior);
    w->rows.noise = mem_grow(w->rows.noise, &w->noise_capacity, n, sizeof *w->rows.noise);
}

static void set_derivatives(const double *deviation, double by, size_t atoms, bool filled, struct gradient *to)
{
    gradient_reset(to, atoms);
    for (size_t i = 0; i < 3 * atoms; i++)
        to->atom[i / 3][i % 3] = by * deviation[i];
    for (size_t e = 0; filled && e < STRAINS; e++) {
        unsigned i = gradient_row[e], k = gradient_column[e];
        to->strain[i][k] = to->strain[k][i] = by * deviation[3 * atoms + e];
    }
}

const char *uncertainty_compute(struct uncertainty *u, size_t thread, const struct structure *s, double *property,
                                struct gradient *derivatives)
{
    struct uncertainty_work *w = &u->work[thread];
    const struct record *r = &w->observed.record;
    const struct model *m = u->of.model;
    const struct factor *f = u->of.factor;
    const char *message = observe(u, thread, (m->weights ? &m->weights->tensors : &m->slopes->tensors)->local, s);
    if (message)
        return message;
    size_t n = 1 + observed_count(r);
    make_room(w, n, f->equations.n);
    u->kind->fill(u->state, &w->observed, &w->changes, &w->rows);
    u->kind->deviate(&f->equations, f->variance, w->rows.noise, w->rows.row, w->rows.prior, n);
    double by = m->per_atom ? (double)s->sample.atoms : 1;
    *property = by * w->rows.prior[0];
    set_derivatives(w->rows.prior + 1, by, s->sample.atoms, r->has_stress, derivatives);
    return NULL;
}
