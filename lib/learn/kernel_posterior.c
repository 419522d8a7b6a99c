#include "learn/kernel_posterior.h"

#include <cblas.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/threads.h"
#include "learn/force_basis.h"
#include "learn/force_kernel.h"
#include "learn/free_baseline.h"
#include "learn/observed.h"
#include "tensor/tensor_maker.h"

/* Training structures whose kernels are found at once. */
enum { CHUNK = 64 };

struct kernel_posterior {
    const struct kernel_part *part;
    struct symmetry symmetry;     /* borrowed */
    const struct header *tensors; /* what they are */
    const struct record *record;  /* of training structures with derivatives, else NULL */
    double *scale;
    struct tensor_columns *columns;
    struct orbit *orbit;
    struct force_basis *basis;
    struct free_baseline *baseline; /* fitted to properties that are as uncertain: rows of kernels with derivatives, then with
                                       properties */
    double noise;                   /* of what was learned from */
};

/* The training tensors as columns, of which no structure has any derivatives yet. */
static struct kernel_posterior *begin(const struct uncertain_model *m, const struct symmetry *symmetry)
{
    struct kernel_posterior *p = mem_zero(1, sizeof *p);
    const struct slopes *s = m->model->slopes;
    p->part = &m->kernel->part[0];
    p->symmetry = *symmetry;
    p->tensors = &s->tensors;
    p->scale = representation_scales(m->representation);
    p->columns = tensor_columns_new(s->tensors.terms, s->tensors.nterms);
    for (size_t i = 0; i < s->n; i++)
        tensor_columns_add(p->columns, &s->x[i]);
    p->orbit = orbit_new(p->columns, symmetry, s->tensors.nspecies);
    return p;
}

void *kernel_posterior_of_values(const struct uncertain_model *m)
{
    /* Kernels of energies do not heed permutations. */
    struct kernel_posterior *p = begin(m, &(struct symmetry){0});
    const struct slopes *s = m->model->slopes;
    size_t *counts = mem_zero(s->n, sizeof *counts);
    struct force_rows rows = force_rows_new(s->n, counts, p->columns->n);
    for (size_t i = 0; i < s->n; i++)
        force_rows_set(&rows, i, p->columns, p->scale, &s->x[i], NULL);
    p->basis = force_basis_new(p->part, p->orbit, &rows);
    p->noise = m->factor->lambda;
    free(counts);
    return p;
}

/* Sets the rows of a training structure by the memory of a thread: change, as many as it has coordinates. */
static void set_rows(const struct kernel_posterior *p, const struct uncertain_model *m, size_t i, struct tensor_maker *maker,
                     size_t thread, struct force_rows *to)
{
    const struct record *r = &m->factor->record[i];
    size_t n = 3 * r->geometry.sample.atoms + STRAINS, observed = observed_count(r);
    struct tensor *change = mem_zero(n, sizeof *change), *rows = mem_new(observed, sizeof *rows);
    const char *message = tensor_maker_jacobian(maker, thread, false, &r->geometry, change);
    if (message)
        die("%s: %s: %s", m->factor->path, r->sample.id, message);
    for (size_t k = 0; k < observed; k++)
        rows[k] = change[observed_coordinate(r, k)];
    force_rows_set(to, i, p->columns, p->scale, &m->model->slopes->x[i], rows);
    for (size_t k = 0; k < n; k++)
        tensor_free(&change[k]);
    free(change);
    free(rows);
}

static struct force_rows rows_of_training(const struct kernel_posterior *p, const struct uncertain_model *m)
{
    size_t n = m->factor->n, *counts = mem_new(n, sizeof *counts);
    struct tensor_maker *maker = tensor_maker_new(m->representation, threads());
    for (size_t i = 0; i < n; i++)
        counts[i] = observed_count(&m->factor->record[i]);
    struct force_rows rows = force_rows_new(n, counts, p->columns->n);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < n; i++)
        set_rows(p, m, i, maker, (size_t)omp_get_thread_num(), &rows);
    tensor_maker_free(maker);
    free(counts);
    return rows;
}

/* The kernels of a structure's property with derivatives of the training structures, and then with their properties. */
static void fill_values(const struct kernel_posterior *p, const struct force_rows *of, size_t i, struct force_basis_memory *m,
                        double *to)
{
    const struct force_rows *r = force_basis_rows(p->basis);
    force_basis_covariance(p->basis, of, i, m, &(struct force_covariance){.down = to, .value = to + r->first[r->n]});
}

/* Fits the baseline to kernels in the place of properties, which it is linear in. */
static void fit_baseline(struct kernel_posterior *p, const struct baseline_row *kind)
{
    const struct force_rows *r = force_basis_rows(p->basis);
    size_t n = r->n, width = r->first[n] + n;
    double *row = mem_matrix(size_mul(CHUNK, width), sizeof *row);
    p->baseline = free_baseline_new(kind);
    for (size_t first = 0; first < n; first += CHUNK) {
        size_t end = first + CHUNK < n ? first + CHUNK : n;
#pragma omp parallel num_threads(threads())
        {
            struct force_basis_memory m = {0};
#pragma omp for schedule(dynamic, 1)
            for (size_t i = first; i < end; i++)
                fill_values(p, r, i, &m, row + (i - first) * width);
            free(m.at);
        }
        for (size_t i = first; i < end; i++)
            free_baseline_add(p->baseline, &p->record[i].sample, 1, row + (i - first) * width, width, 0);
    }
    free(row);
}

void *kernel_posterior_of_derivatives(const struct uncertain_model *m)
{
    struct kernel_posterior *p = begin(m, &m->representation->symmetry);
    p->record = m->factor->record;
    struct force_rows rows = rows_of_training(p, m);
    struct force_kernel *k = force_kernel_new(p->part, p->orbit, &rows);
    p->noise = m->factor->lambda * force_kernel_mean(k);
    force_kernel_free(k);
    p->basis = force_basis_new(p->part, p->orbit, &rows);
    fit_baseline(p, m->regression->baseline);
    return p;
}

void kernel_posterior_free(void *state)
{
    struct kernel_posterior *p = state;
    force_basis_free(p->basis);
    free_baseline_free(p->baseline);
    orbit_free(p->orbit);
    tensor_columns_free(p->columns);
    free(p->scale);
    free(p);
}

/* The structure's kernels with itself, by columns of its own, which may be more than those of the training set: they tell the
   lengths of the rows by these. */
static void fill_priors(const struct kernel_posterior *p, const struct observed *o, const struct changes *c,
                        struct force_rows *rows, struct force_basis_memory *m, double *prior)
{
    size_t n = observed_count(&o->record);
    struct tensor_columns *columns = tensor_columns_new(p->tensors->terms, p->tensors->nterms);
    tensor_columns_add(columns, o->tensor.at);
    for (size_t i = 0; i < n; i++)
        tensor_columns_add(columns, &c->of.at[i]);
    struct orbit *orbit = orbit_new(columns, &p->symmetry, p->tensors->nspecies);
    struct force_rows own = force_rows_new(1, &n, columns->n), itself = force_rows_new(1, &n, columns->n);
    force_rows_set(&own, 0, columns, p->scale, o->tensor.at, c->of.at);
    force_rows_set(&itself, 0, columns, p->scale, o->tensor.at, c->of.at);
    struct force_basis *basis = force_basis_new(p->part, orbit, &itself);
    double *both = mem_new(size_mul(n, n), sizeof *both);
    force_basis_covariance(basis, &own, 0, m, &(struct force_covariance){.value = prior, .both = both});
    for (size_t i = 0; i < n; i++)
        prior[i + 1] = both[i * n + i];
    rows->square[0] = own.square[0];
    memcpy(rows->own, own.own, n * sizeof *own.own);
    free(both);
    force_basis_free(basis);
    force_rows_free(&own);
    orbit_free(orbit);
    tensor_columns_free(columns);
}

/* Takes from a property's row, and its kernel with itself, what the baseline takes of it. */
static void take_baseline(const struct kernel_posterior *p, const struct sample *s, double *row, double *prior)
{
    const struct force_rows *r = force_basis_rows(p->basis);
    size_t n = r->n, rows = r->first[n];
    double *share = free_baseline_shares(p->baseline, s), *before = mem_new(n, sizeof *before);
    memcpy(before, row + rows, n * sizeof *before);
    for (size_t i = 0; i < p->baseline->n; i++)
        cblas_daxpy((int)(rows + n), -share[i], p->baseline->column[i], 1, row, 1);
    for (size_t i = 0; i < n; i++)
        *prior -= free_baseline_count(p->baseline, share, &p->record[i].sample) * (before[i] + row[rows + i]);
    free(share);
    free(before);
}

/* Rows where derivatives were learned from. */
static void fill_rows(const struct kernel_posterior *p, const struct force_rows *of, const struct sample *s,
                      struct force_basis_memory *m, const struct uncertain_rows *to)
{
    const struct force_rows *r = force_basis_rows(p->basis);
    size_t n = r->first[r->n];
    double *row = mem_new(size_add(n, r->n), sizeof *row);
    force_basis_covariance(p->basis, of, 0, m, &(struct force_covariance){.down = row, .value = row + n, .both = to->row + n});
    take_baseline(p, s, row, to->prior);
    memcpy(to->row, row, n * sizeof *row);
    free(row);
}

void kernel_posterior_fill(const void *state, const struct observed *o, const struct changes *c,
                           const struct uncertain_rows *to)
{
    const struct kernel_posterior *p = state;
    struct force_basis_memory m = {0};
    size_t changes = observed_count(&o->record);
    struct force_rows new = force_rows_new(1, &changes, p->columns->n);
    force_rows_set(&new, 0, p->columns, p->scale, o->tensor.at, c->of.at);
    fill_priors(p, o, c, &new, &m, to->prior);
    if (p->record)
        fill_rows(p, &new, &o->record.sample, &m, to);
    else
        force_basis_covariance(p->basis, &new, 0, &m,
                               &(struct force_covariance){.value = to->row, .up = to->row + force_basis_rows(p->basis)->n});
    for (size_t i = 0; i <= changes; i++)
        to->noise[i] = (p->record == NULL) == (i == 0) ? p->noise : 0;
    force_rows_free(&new);
    free(m.at);
}
