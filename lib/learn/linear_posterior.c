#include "learn/linear_posterior.h"

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

/* Variances over s^2 of what an observation would have of its own. */
static void fill_noise(const struct linear_posterior *p, const struct record *r, double *noise)
{
    size_t atoms = r->geometry.sample.atoms, n = observed_count(r);
    double weight[3];
    for (int kind = REGRESSION_PROPERTY; kind <= REGRESSION_STRESS; kind++)
        weight[kind] = regression_weight(p->of->regression, (enum regression_kind)kind, atoms);
    for (size_t i = 0; i <= n; i++) {
        bool force = i > 0 && observed_coordinate(r, i - 1) < 3 * atoms;
        double by = weight[i == 0 ? REGRESSION_PROPERTY : force ? REGRESSION_FORCES : REGRESSION_STRESS];
        noise[i] = 1 / (by * by);
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
    fill_noise(p, &o->record, to->noise);
    free(m.at);
}
