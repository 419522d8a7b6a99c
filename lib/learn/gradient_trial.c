#include "learn/gradient_trial.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/threads.h"
#include "learn/gradient_domain.h"
#include "learn/model.h"
#include "learn/observed.h"
#include "learn/potential.h"

/* What is predicted of a structure that is tested, by the memory of a thread. A message to be freed, or NULL. */
static char *predict(const struct trial *t, struct potential *p, size_t thread, size_t i, struct gradient *g,
                     const struct predicted *to)
{
    struct record r = examples_record(t->examples, t->fold->test[i]);
    size_t n = observed_count(&r);
    const char *message = potential_compute(p, thread, &r.geometry, &to->property[i], g);
    if (message)
        return mem_text(message);
    for (size_t k = 0; k < n; k++)
        to->derivative[t->derivative[i] + k] = gradient_by(g, observed_coordinate(&r, k));
    return NULL;
}

static void predict_all(const struct trial *t, struct potential *p, const struct predicted *to)
{
    const struct examples *e = t->examples;
    struct gradient *g = mem_zero(threads(), sizeof *g);
    char **message = mem_zero(t->fold->ntest, sizeof *message);
#pragma omp parallel for num_threads(threads()) schedule(dynamic, 1)
    for (size_t i = 0; i < t->fold->ntest; i++) {
        size_t thread = (size_t)omp_get_thread_num();
        message[i] = predict(t, p, thread, i, &g[thread], to);
    }
    for (size_t i = 0; i < t->fold->ntest; i++) {
        const struct structure *s = &e->structure[t->fold->test[i]];
        if (message[i])
            die("%s:%zu: %s: %s", s->file, s->line, s->sample.id, message[i]);
    }
    for (size_t k = 0; k < threads(); k++)
        gradient_free(&g[k]);
    free(message);
    free(g);
}

void gradient_trial_run(struct trial *t, const struct representation *r, const struct kernel *k, const struct regression *g)
{
    struct observed_source *train = observed_source_of_examples(t->examples, t->fold->train, t->fold->ntrain, r, false, NULL);
    struct gradient_training *all = gradient_domain_read(train, r, k, g);
    for (size_t i = 0; i < t->n; i++) {
        struct gradient_domain d;
        t->predicted[i].solved = gradient_domain_solve(all, t->lambda[i], i + 1 == t->n, &d) == 0;
        if (t->predicted[i].solved) {
            struct model m = {.slopes = d.slopes, .baseline = d.baseline};
            struct potential *p = potential_new(&m, observed_source_name(train), r, k, threads());
            predict_all(t, p, &t->predicted[i]);
            potential_free(p);
        }
        gradient_domain_free(&d);
    }
    gradient_domain_discard(all);
    observed_source_free(train);
}
