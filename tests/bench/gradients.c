/* gradients NAME RECIPE FILE.xyz N LEAST: how a number of N structures of a file (0: all), which are read beforehand, changes
   with the places of their atoms and the strain, the number being a linear model of the tensor with all blocks that occur;
   the tensors themselves should take LEAST times as long. A change along some direction is compared with a difference. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/threads.h"
#include "bench/bench.h"
#include "bench/data.h"
#include "geometry/gradient.h"
#include "tensor/many_body.h"

#define STEP 1e-4
#define TOLERANCE 1e-5

struct task {
    const struct data *data;
    const void *shared;
    const struct tensor *weight;
};

static void try(const char *message)
{
    if (message)
        die("%s", message);
}

static void run_tensors(void *context)
{
    const struct task *t = context;
#pragma omp parallel num_threads(threads())
    {
        void *work = many_body_row.work_new(t->shared, SIZE_MAX);
        struct tensor tensor = {0};
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < t->data->n; i++)
            try(many_body_row.build(work, &t->data->structure[i], &tensor));
        tensor_free(&tensor);
        many_body_row.work_free(work);
    }
}

static void run_gradients(void *context)
{
    const struct task *t = context;
#pragma omp parallel num_threads(threads())
    {
        void *work = many_body_row.work_new(t->shared, SIZE_MAX);
        struct gradient g = {0};
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < t->data->n; i++) {
            gradient_reset(&g, t->data->structure[i].sample.atoms);
            try(many_body_row.adjoint(work, &t->data->structure[i], t->weight, &g));
        }
        gradient_free(&g);
        many_body_row.work_free(work);
    }
}

/* A weight for each bin of all blocks of the structures' tensors; smooth, for what is learned is. */
static void make_weights(const struct data *d, struct tensor *to)
{
    size_t nterms = d->recipe->representation.nterms;
    tensor_reset(to, nterms);
    for (size_t k = 0; k < nterms; k++) {
        const struct layout *l = &d->layout[k];
        for (size_t i = 0; i < d->n; i++)
            for (size_t b = 0; b < d->tensor[i].term[k].n; b++)
                blocks_at(&to->term[k], d->tensor[i].term[k].key + b * l->body, l->body, l->bins);
        for (size_t j = 0; j < to->term[k].n * l->bins; j++)
            to->term[k].bin[j] = sin(0.1 * (double)j);
    }
}

static double product(const struct data *d, const struct tensor *weight, const struct tensor *t)
{
    double sum = 0;
    for (size_t k = 0; k < t->nterms; k++) {
        const struct layout *l = &d->layout[k];
        for (size_t b = 0; b < t->term[k].n; b++) {
            bool there;
            size_t place = blocks_place(weight->term[k].key, weight->term[k].n, t->term[k].key + b * l->body, l->body, &there);
            for (size_t j = 0; there && j < l->bins; j++)
                sum += weight->term[k].bin[place * l->bins + j] * t->term[k].bin[b * l->bins + j];
        }
    }
    return sum;
}

/* The number of a structure whose atoms go by some times a direction. */
static double moved(const struct task *t, void *work, struct structure *s, double by)
{
    struct tensor tensor = {0};
    for (size_t i = 0; i < 3 * s->sample.atoms; i++)
        s->position[i / 3][i % 3] += by * cos((double)i);
    try(many_body_row.build(work, s, &tensor));
    for (size_t i = 0; i < 3 * s->sample.atoms; i++)
        s->position[i / 3][i % 3] -= by * cos((double)i);
    double value = product(t->data, t->weight, &tensor);
    tensor_free(&tensor);
    return value;
}

static double deviation(const struct task *t)
{
    void *work = many_body_row.work_new(t->shared, SIZE_MAX);
    struct structure *s = &t->data->structure[t->data->n / 2];
    struct gradient g = {0};
    double change = 0, size = 0;
    gradient_reset(&g, s->sample.atoms);
    try(many_body_row.adjoint(work, s, t->weight, &g));
    for (size_t i = 0; i < 3 * s->sample.atoms; i++) {
        change += g.atom[i / 3][i % 3] * cos((double)i);
        size += fabs(g.atom[i / 3][i % 3]);
    }
    double one = moved(t, work, s, STEP) - moved(t, work, s, -STEP);
    double two = moved(t, work, s, 2 * STEP) - moved(t, work, s, -2 * STEP);
    gradient_free(&g);
    many_body_row.work_free(work);
    return fabs(change - (8 * one - two) / (12 * STEP)) / size;
}

static void measure(const char *name, struct data *d, const void *shared, double least)
{
    enum { GRADIENTS, GRADIENTS2, TENSORS, JOBS };
    struct tensor weight = {0};
    data_build(d);
    make_weights(d, &weight);
    struct task task = {d, shared, &weight};
    struct job jobs[JOBS] = {
        [GRADIENTS] = {.run = run_gradients, .context = &task, .threads = 1},
        [GRADIENTS2] = {.run = run_gradients, .context = &task, .threads = 2},
        [TENSORS] = {.run = run_tensors, .context = &task, .threads = 1},
    };
    bench_check(name, deviation(&task), TOLERANCE);
    bench_time(jobs, JOBS);

    char size[64];
    snprintf(size, sizeof size, "%zu structures", d->n);
    struct line line = {.work = name,
                        .size = size,
                        .own = {"structures/s", &jobs[GRADIENTS], (double)d->n},
                        .plain = {"the tensor", &jobs[TENSORS], (double)d->n},
                        .must = "ratio",
                        .least = least};
    bench_print(&line);
    line = (struct line){.work = name,
                         .size = size,
                         .own = {"structures/s", &jobs[GRADIENTS2], (double)d->n},
                         .alone = &jobs[GRADIENTS],
                         .must = "speedup",
                         .least = 1.8};
    bench_print(&line);
    tensor_free(&weight);
}

int main(int argc, char **argv)
{
    size_t limit;
    double least;
    say_as("gradients");
    if (argc != 6 || !number_count(argv[4], &limit) || !number_parse(argv[5], &least))
        die_usage("expected NAME RECIPE FILE.xyz N LEAST");
    struct data *d = data_read(argv[2], argv[3], limit);
    void *shared = many_body_row.make(&d->recipe->representation);
    measure(argv[1], d, shared, least);
    many_body_row.discard(shared);
    data_free(d);
    return EXIT_SUCCESS;
}
