#include "learn/kernel_trial.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/threads.h"
#include "learn/posterior.h"
#include "learn/ridge.h"

/* The rows that are learned from. */
struct trained {
    size_t *row, n;
};

/* One thread fills the matrix, the others factor what is there. Samples are lent: their memory stays the examples'. */
static void fill(struct ridge *r, const struct examples *e, const struct trained *of, const struct kernel_rows *k)
{
    double *memory = mem_matrix(of->n, sizeof *memory);
#pragma omp parallel num_threads(threads())
#pragma omp master
    for (size_t i = 0; i < of->n; i++) {
        struct sample lent = e->sample[of->row[i]];
        kernel_row(k, of->row[i], of->row, i + 1, memory, ridge_row(r));
        ridge_add(r, &lent, e->target[of->row[i]]);
    }
    free(memory);
}

static void predict(const struct ridge *r, const struct trial *t, const struct trained *of, const struct kernel_rows *k,
                    bool per_atom, double *to)
{
#pragma omp parallel num_threads(threads())
    {
        double *row = mem_matrix(of->n, sizeof *row), *memory = mem_matrix(of->n, sizeof *memory);
#pragma omp for schedule(dynamic, 8)
        for (size_t i = 0; i < t->nrows; i++) {
            kernel_row(k, t->row[i], of->row, of->n, memory, row);
            to[i] = trial_total(t, i, &r->baseline, posterior_mean(row, r->alpha, of->n), per_atom);
        }
        free(row);
        free(memory);
    }
}

/* A factorisation for every lambda: an eigendecomposition, which would serve all lambdas of a kernel, takes as long as
   6 of them for 2000 structures and as 43 for 4700, and a search asks for two or three. */
static void run(struct trial *t, size_t i, const struct trained *of, const struct kernel_rows *k, const struct regression *g)
{
    struct ridge *r = ridge_new(of->n, t->lambda[i]);
    fill(r, t->examples, of, k);
    t->predicted[i].solved = solver_bad_row(&r->equations) == 0;
    if (t->predicted[i].solved) {
        ridge_solve(r, g);
        predict(r, t, of, k, g->per_atom, t->predicted[i].property);
    }
    for (size_t j = 0; j < of->n; j++)
        r->sample[j] = (struct sample){0};
    ridge_free(r);
}

void kernel_trial_run(struct trial *t, const struct kernel_rows *k, const struct regression *g)
{
    struct trained of = {.row = mem_new(t->examples->rows, sizeof *of.row)};
    of.n = examples_rows(t->examples, t->fold->train, t->fold->ntrain, of.row);
    for (size_t i = 0; i < t->n; i++)
        run(t, i, &of, k, g);
    free(of.row);
}
