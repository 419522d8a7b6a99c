#include "learn/uncertainty.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "learn/kernel_posterior.h"
#include "learn/linear_posterior.h"
#include "learn/posterior.h"
#include "tensor/tensor_maker.h"

static bool is_linear(const struct uncertain_model *m)
{
    return m->model->weights && !m->model->slopes && !m->model->weights->tensors.local && regression_has_forces(m->regression);
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
    {"linear models of derivatives", is_linear, linear_posterior_new, linear_posterior_free, linear_posterior_fill,
     posterior_deviations_of_weights},
    {"kernels of a property", is_of_values, kernel_posterior_of_values, kernel_posterior_free, kernel_posterior_fill,
     posterior_deviations_each},
    {"kernels of derivatives", is_of_derivatives, kernel_posterior_of_derivatives, kernel_posterior_free, kernel_posterior_fill,
     posterior_deviations_each},
    {0},
};

/* What a thread works in. */
struct uncertainty_work {
    struct tensor tensor;
    struct tensor *change;
    struct uncertain_rows rows;
    size_t changes, row_capacity, prior_capacity, noise_capacity;
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
        for (size_t i = 0; i < w->changes; i++)
            tensor_free(&w->change[i]);
        tensor_free(&w->tensor);
        free(w->change);
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

/* Room for so many changes, those that are told, and for rows of the property and them. */
static void make_room(struct uncertainty_work *w, size_t changes, size_t columns)
{
    if (changes > w->changes) {
        w->change = mem_resize(w->change, changes, sizeof *w->change);
        memset(w->change + w->changes, 0, (changes - w->changes) * sizeof *w->change);
        w->changes = changes;
    }
    w->rows.row = mem_grow(w->rows.row, &w->row_capacity, size_mul(changes + 1, columns), sizeof *w->rows.row);
    w->rows.prior = mem_grow(w->rows.prior, &w->prior_capacity, changes + 1, sizeof *w->rows.prior);
    w->rows.noise = mem_grow(w->rows.noise, &w->noise_capacity, changes + 1, sizeof *w->rows.noise);
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
    size_t atoms = s->sample.atoms;
    const struct factor *f = u->of.factor;
    bool filled = s->pbc[0] && s->pbc[1] && s->pbc[2];
    make_room(w, 3 * atoms + STRAINS, f->equations.n);
    const char *message = tensor_maker_build(u->maker, thread, false, s, &w->tensor);
    if (!message)
        message = tensor_maker_jacobian(u->maker, thread, false, s, w->change);
    if (message)
        return message;
    struct uncertain_structure of = {&s->sample, &w->tensor, w->change, 3 * atoms + (filled ? STRAINS : 0)};
    u->kind->fill(u->state, &of, &w->rows);
    u->kind->deviate(&f->equations, f->variance, w->rows.noise, w->rows.row, w->rows.prior, of.changes + 1);
    double by = u->of.model->per_atom ? (double)atoms : 1;
    *property = by * w->rows.prior[0];
    set_derivatives(w->rows.prior + 1, by, atoms, filled, derivatives);
    return NULL;
}
