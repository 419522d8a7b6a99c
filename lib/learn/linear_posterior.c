#include "learn/linear_posterior.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct linear_posterior {
    const struct uncertain_model *of;
    double *scale; /* of each term, as it was learned with */
};

void *linear_posterior_new(const struct uncertain_model *m)
{
    struct linear_posterior *p = mem_new(1, sizeof *p);
    p->of = m;
    p->scale = representation_scales(m->representation);
    for (size_t t = 0; t < m->representation->nterms; t++)
        p->scale[t] = sqrt(kernel_factor(m->kernel, t, p->scale[t]));
    return p;
}

void linear_posterior_free(void *state)
{
    struct linear_posterior *p = state;
    free(p->scale);
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

void linear_posterior_fill(const void *state, const struct uncertain_structure *s, const struct uncertain_rows *to)
{
    const struct linear_posterior *p = state;
    const struct regression *g = p->of->regression;
    const struct primal_weights *w = p->of->model->weights;
    size_t baseline = p->of->model->baseline.n, width = baseline + w->nbins;
    memset(to->row, 0, (s->changes + 1) * width * sizeof *to->row);
    fill_counts(p, s->sample, to->row);
    for (size_t i = 0; i <= s->changes; i++) {
        primal_weights_row(w, p->scale, i ? &s->change[i - 1] : s->tensor, to->row + i * width + baseline);
        to->noise[i] = 1;
    }
    if (!isnan(g->lambda_energy))
        to->noise[0] = g->lambda_energy / g->lambda;
}
