#include "learn/linear_posterior.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "learn/unknowns.h"

struct linear_posterior {
    const struct uncertain_model *of;
    struct unknowns unknowns;
};

void *linear_posterior_new(const struct uncertain_model *m)
{
    struct linear_posterior *p = mem_new(1, sizeof *p);
    p->of = m;
    p->unknowns = unknowns_new(m->model->slopes, m->model->weights, m->representation, m->kernel);
    return p;
}

void linear_posterior_free(void *state)
{
    struct linear_posterior *p = state;
    unknowns_free(&p->unknowns);
    free(p);
}

static void fill_counts(const struct linear_posterior *p, const struct sample *s, double *row)
{
    unsigned number[BASELINE_MAX];
    double count[BASELINE_MAX];
    const struct baseline *b = &p->of->model->baseline;
    size_t n = p->of->regression->baseline->counts(s, number, count);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < b->n; k++)
            if (b->number[k] == number[i])
                row[k] = count[i];
}

/* Variances over s^2 of what an observation would have of its own; these, and the rows' squares, times how the kind's s^2 compares
   with that of all. */
static void weigh_kinds(const struct linear_posterior *p, const struct record *r, size_t width, const struct uncertain_rows *to)
{
    const struct factor *f = p->of->factor;
    for (size_t i = 0; i <= observed_count(r); i++) {
        enum regression_kind kind = observed_kind(r, i);
        double by = regression_weight(p->of->regression, kind, r->geometry.sample.atoms);
        double of = f->variance > 0 ? f->variances[kind] / f->variance : 1;
        to->noise[i] = of / (by * by);
        cblas_dscal((int)width, sqrt(of), to->row + i * width, 1);
    }
}

void linear_posterior_fill(const void *state, const struct observed *o, const struct changes *c,
                           const struct uncertain_rows *to)
{
    const struct linear_posterior *p = state;
    struct pivot_rows_memory m = {0};
    size_t baseline = p->of->model->baseline.n, width = baseline + unknowns_count(&p->unknowns);
    for (size_t i = 0; i <= observed_count(&o->record); i++)
        memset(to->row + i * width, 0, baseline * sizeof *to->row);
    fill_counts(p, &o->record.sample, to->row);
    unknowns_fill(&p->unknowns, o, c, &m, to->row + baseline, width);
    weigh_kinds(p, &o->record, width, to);
    free(m.at);
}
