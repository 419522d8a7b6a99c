#include "learn/linear_trial.h"

#include <cblas.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"
#include "learn/linear_equations.h"
#include "learn/pivots.h"

/* Solutions, and how many structures were predicted by them. */
struct solutions {
    struct trial *trial;
    double *x; /* of each lambda, one after the other; 0 where there is none */
    struct baseline *baseline;
    size_t unknowns, tested;
    double *product;
    size_t capacity;
};

static struct observed_source *source_of(const struct trial *t, const size_t *which, size_t n, const struct representation *r,
                                         const struct kernel *k, struct known_changes *known)
{
    return observed_source_of_examples(t->examples, which, n, r, kernel_takes_atoms(k), known);
}

static struct slopes *choose_pivots(const struct trial *t, const struct representation *r, const struct kernel *k)
{
    if (k->environments == 0)
        return NULL;
    struct observed_source *train = source_of(t, t->fold->train, t->fold->ntrain, r, k, NULL);
    struct slopes *pivots = pivots_choose(train, r, k, k->environments);
    observed_source_free(train);
    return pivots;
}

/* A factorisation for each lambda, as a model is trained: an eigendecomposition, which would serve any number of them, takes one
   thread as long as 6 to 14, and loses digits where lambda is small. */
static struct solutions solve(struct trial *t, const struct linear_equations *e)
{
    struct solutions s = {.trial = t, .unknowns = e->all.normal.n};
    s.x = mem_zero(size_mul(t->n, s.unknowns), sizeof *s.x);
    s.baseline = mem_zero(t->n, sizeof *s.baseline);
    for (size_t i = 0; i < t->n; i++) {
        double *x = s.x + i * s.unknowns;
        t->predicted[i].solved = linear_equations_solve(e, t->lambda[i], x);
        s.baseline[i] = free_baseline_solve(e->baseline, x);
    }
    return s;
}

static void take_structure(struct solutions *s, const struct row_block *b, size_t i)
{
    struct trial *t = s->trial;
    size_t first = t->derivative[s->tested];
    for (size_t l = 0; l < t->n; l++) {
        struct predicted *p = &t->predicted[l];
        const double *product = s->product + b->first[i] * t->n + l;
        if (!p->solved)
            continue;
        p->property[s->tested] = trial_total(t, s->tested, &s->baseline[l], product[0], false);
        for (size_t k = 1; k < b->first[i + 1] - b->first[i]; k++)
            p->derivative[first + k - 1] = product[k * t->n];
    }
    s->tested++;
}

/* Rows times unknowns. */
static void take(void *context, struct row_block *b)
{
    struct solutions *s = context;
    size_t n = s->trial->n;
    s->product = mem_grow(s->product, &s->capacity, size_mul(b->rows, n), sizeof *s->product);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)b->rows, (int)n, (int)b->width, 1, b->row, (int)b->width, s->x,
                (int)b->width, 0, s->product, (int)n);
    for (size_t i = 0; i < b->n; i++)
        take_structure(s, b, i);
}

void linear_trial_run(struct trial *t, const struct representation *r, const struct kernel *k, const struct regression *g,
                      struct known_changes *known)
{
    struct slopes *pivots = choose_pivots(t, r, k);
    struct observed_source *train = source_of(t, t->fold->train, t->fold->ntrain, r, k, known);
    struct linear_equations *e = linear_equations_new(train, r, k, g, pivots, false);
    struct observed_source *test = source_of(t, t->fold->test, t->fold->ntest, r, k, known);
    struct solutions s = solve(t, e);
    linear_rows_read(e->rows, test, false, take, &s);
    for (size_t i = 0; i < t->n; i++)
        baseline_free(&s.baseline[i]);
    free(s.baseline);
    free(s.product);
    free(s.x);
    observed_source_free(test);
    observed_source_free(train);
    linear_equations_free(e);
    slopes_free(pivots);
}
