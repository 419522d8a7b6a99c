#include "learn/validate.h"

#include <math.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/threads.h"
#include "learn/posterior.h"
#include "learn/ridge.h"
#include "structure/element.h"

/* One fold: the rows of structures that are trained with and of those that are held out, both ascending. */
struct fold {
    size_t *train, *test;
    size_t ntrain, ntest;
};

/* Trained with are the structures of every other fold, or each second of them, ... */
static struct fold fold_new(const struct examples *e, const struct folds *f, size_t number, size_t every)
{
    struct fold to = {mem_new(e->rows, sizeof *to.train), mem_new(e->rows, sizeof *to.test), 0, 0};
    for (size_t i = 0, structures = 0; i < e->rows; i++) {
        bool held = f->of[e->of[i]] == number;
        structures += !held && (i == 0 || e->of[i] != e->of[i - 1]);
        if (held)
            to.test[to.ntest++] = i;
        else if (structures % every == 0)
            to.train[to.ntrain++] = i;
    }
    return to;
}

static void fold_free(struct fold *f)
{
    free(f->train);
    free(f->test);
}

/* One thread fills the matrix, the others factor what is there. Samples are lent: their memory stays the examples'. */
static void fill(struct ridge *r, const struct examples *e, const struct fold *f, const struct kernel_rows *k)
{
    double *memory = mem_matrix(f->ntrain, sizeof *memory);
#pragma omp parallel num_threads(threads())
#pragma omp master
    for (size_t i = 0; i < f->ntrain; i++) {
        struct sample lent = e->sample[f->train[i]];
        kernel_row(k, f->train[i], f->train, i + 1, memory, ridge_row(r));
        ridge_add(r, &lent, e->target[f->train[i]]);
    }
    free(memory);
}

static void predict(const struct ridge *r, const struct examples *e, const struct fold *f, const struct kernel_rows *k,
                    bool per_atom, double *to)
{
#pragma omp parallel num_threads(threads())
    {
        double *row = mem_matrix(f->ntrain, sizeof *row), *memory = mem_matrix(f->ntrain, sizeof *memory);
#pragma omp for schedule(dynamic, 8)
        for (size_t i = 0; i < f->ntest; i++) {
            const struct sample *s = &e->sample[f->test[i]];
            const struct structure *of = &e->structure[e->of[f->test[i]]];
            unsigned missing;
            kernel_row(k, f->test[i], f->train, f->ntrain, memory, row);
            double learned = posterior_mean(row, r->alpha, f->ntrain);
            if (!baseline_total(&r->baseline, learned, s, per_atom, &to[i], &missing))
                die("%s:%zu: %s: it is held out and holds %s, which is in no structure that is trained with: "
                    "the baseline cannot tell",
                    of->file, of->line, s->id, element_symbol(missing));
        }
        free(row);
        free(memory);
    }
}

/* A factorisation for every lambda: an eigendecomposition, which would serve all lambdas of a kernel, takes as long as
   6 of them for 2000 structures and as 43 for 4700, and a search asks for two or three. */
static bool validate_fold(const struct examples *e, const struct fold *f, const struct kernel_rows *k,
                          const struct regression *g, struct score scores[2])
{
    struct ridge *r = ridge_new(f->ntrain, g->lambda);
    double *predicted = mem_new(f->ntest, sizeof *predicted);
    fill(r, e, f, k);
    bool solved = solver_bad_row(&r->equations) == 0;
    if (solved) {
        ridge_solve(r, g);
        predict(r, e, f, k, g->per_atom, predicted);
    }
    for (size_t i = 0; solved && i < f->ntest; i++) {
        double reference = e->target[f->test[i]], atoms = (double)e->sample[f->test[i]].atoms;
        solved = isfinite(predicted[i]);
        score_add(&scores[0], reference, predicted[i]);
        score_add(&scores[1], reference / atoms, predicted[i] / atoms);
    }
    for (size_t i = 0; i < f->ntrain; i++)
        r->sample[i] = (struct sample){0};
    ridge_free(r);
    free(predicted);
    return solved;
}

bool validate(const struct examples *e, const struct folds *f, size_t every, const struct kernel_rows *k,
              const struct regression *g, struct score scores[2])
{
    bool solved = true;
    scores[0] = scores[1] = (struct score){0};
    for (size_t i = 1; solved && i <= f->count; i++) {
        struct fold fold = fold_new(e, f, i, every);
        solved = validate_fold(e, &fold, k, g, scores);
        fold_free(&fold);
    }
    return solved;
}
