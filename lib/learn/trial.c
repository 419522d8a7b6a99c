#include "learn/trial.h"

#include <math.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"
#include "learn/observed.h"
#include "structure/element.h"

struct trial trial_new(const struct examples *e, const struct fold *f, const double *lambda, size_t n)
{
    struct trial t = {.examples = e, .fold = f, .lambda = lambda, .n = n};
    t.row = mem_new(e->rows, sizeof *t.row);
    t.nrows = examples_rows(e, f->test, f->ntest, t.row);
    t.derivative = mem_zero(size_add(f->ntest, 1), sizeof *t.derivative);
    for (size_t i = 0; i < f->ntest; i++) {
        struct record r = examples_record(e, f->test[i]);
        t.derivative[i + 1] = t.derivative[i] + observed_count(&r);
    }
    t.predicted = mem_zero(n, sizeof *t.predicted);
    for (size_t i = 0; i < n; i++) {
        t.predicted[i].property = mem_new(t.nrows, sizeof(double));
        t.predicted[i].derivative = mem_new(t.derivative[f->ntest], sizeof(double));
    }
    return t;
}

void trial_free(struct trial *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->predicted[i].property);
        free(t->predicted[i].derivative);
    }
    free(t->predicted);
    free(t->derivative);
    free(t->row);
    *t = (struct trial){0};
}

double trial_total(const struct trial *t, size_t i, const struct baseline *b, double learned, bool per_atom)
{
    const struct examples *e = t->examples;
    const struct sample *s = &e->sample[t->row[i]];
    const struct structure *of = &e->structure[e->of[t->row[i]]];
    double total;
    unsigned missing;
    if (!baseline_total(b, learned, s, per_atom, &total, &missing))
        die("%s:%zu: %s: it is held out and holds %s, which is in no structure that is trained with: the baseline cannot tell",
            of->file, of->line, s->id, element_symbol(missing));
    return total;
}

static void add(struct score *to, double by, double reference, double predicted)
{
    score_add(to, by * reference, by * predicted);
}

static void add_derivatives(const struct record *r, const double *predicted, const struct regression *g,
                            struct score to[TRIAL_ERRORS])
{
    size_t atoms = r->geometry.sample.atoms, n = observed_count(r);
    for (size_t k = 0; k < n; k++) {
        double reference = observed_value(r, k);
        bool force = observed_coordinate(r, k) < 3 * atoms;
        if (force)
            add(&to[TRIAL_FORCES], -1, reference, predicted[k]);
        else
            add(&to[TRIAL_STRESS], 1 / structure_volume(&r->geometry), reference, predicted[k]);
        add(&to[TRIAL_ALL], regression_weight(g, force ? REGRESSION_FORCES : REGRESSION_STRESS, atoms), reference,
            predicted[k]);
    }
}

bool trial_score(const struct trial *t, size_t i, const struct regression *g, struct score to[TRIAL_ERRORS])
{
    const struct examples *e = t->examples;
    const struct predicted *p = &t->predicted[i];
    bool finite = p->solved;
    for (size_t k = 0; finite && k < t->nrows; k++) {
        double reference = e->target[t->row[k]], atoms = (double)e->sample[t->row[k]].atoms;
        finite = isfinite(p->property[k]);
        add(&to[TRIAL_TOTAL], 1, reference, p->property[k]);
        score_add(&to[TRIAL_PER_ATOM], reference / atoms, p->property[k] / atoms);
        add(&to[TRIAL_ALL], regression_weight(g, REGRESSION_PROPERTY, (size_t)atoms), reference, p->property[k]);
    }
    for (size_t k = 0; finite && k < t->fold->ntest; k++) {
        struct record r = examples_record(e, t->fold->test[k]);
        add_derivatives(&r, p->derivative + t->derivative[k], g, to);
    }
    return finite && isfinite(score_mae(&to[TRIAL_ALL]));
}
