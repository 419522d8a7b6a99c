/* tensors NAME RECIPE FILE.xyz N SAMPLE LEAST: many-body tensors of N structures of a file, 0 for all, which are read
   beforehand; a sample of them is compared with the plain twin, which should take LEAST times as long.
   tensors names: the names of all columns. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "bench/bounds.h"
#include "bench/data.h"
#include "geometry/weighting_functions.h"
#include "reference/mbtr.h"
#include "tensor/many_body.h"

/* Beyond any molecule's extent. */
#define FAR 1000.0
#define TOLERANCE 1e-10

struct task {
    const struct data *data;
    const struct many_body *mbtr;
    size_t stride; /* every so many-th structure */
    size_t times;  /* over and over */
    struct blocks *slow;
};

/* As xyz2mbtr does it: each thread reuses the memory of its tensor. */
static void run_fast(void *context)
{
    const struct task *t = context;
    size_t n = (t->data->n + t->stride - 1) / t->stride;
#pragma omp parallel
    {
        struct many_body_work *w = many_body_work_new(t->mbtr);
        struct tensor tensor = {0};
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < n * t->times; i++) {
            const char *message = many_body_build(w, &t->data->structure[i % n * t->stride], &tensor);
            if (message)
                die("%s", message);
        }
        tensor_free(&tensor);
        many_body_work_free(w);
    }
}

static void run_slow(void *context)
{
    const struct task *t = context;
    const struct recipe *r = t->data->recipe;
    for (size_t i = 0; i < t->data->n; i += t->stride)
        for (size_t k = 0; k < r->nterms; k++) {
            const struct term *term = &r->terms[k];
            double radius = fmin(term->reach, FAR);
            if (term->cutoff > 0)
                radius = fmin(radius, term->weighting->longest(term->cutoff, term->body, term->length, 0));
            reference_mbtr(term, &t->data->structure[i], radius, &t->slow[i / t->stride * r->nterms + k]);
        }
}

static double deviation(const struct task *t)
{
    const struct recipe *r = t->data->recipe;
    struct many_body_work *w = many_body_work_new(t->mbtr);
    struct tensor tensor = {0};
    double worst = 0;
    for (size_t i = 0; i < t->data->n; i += t->stride) {
        if (many_body_build(w, &t->data->structure[i], &tensor) != NULL)
            worst = INFINITY;
        for (size_t k = 0; k < r->nterms; k++)
            worst = fmax(worst, reference_deviation(&tensor.term[k], &t->slow[i / t->stride * r->nterms + k], r->terms[k].body,
                                                    r->terms[k].bins));
    }
    tensor_free(&tensor);
    many_body_work_free(w);
    return worst;
}

/* GB of a structure's bins, on average. */
static double bins_of(const struct data *d)
{
    size_t bins = 0;
    for (size_t i = 0; i < d->n; i++)
        for (size_t k = 0; k < d->recipe->nterms; k++)
            bins += d->tensor[i].term[k].n * d->recipe->terms[k].bins;
    return 8e-9 * (double)bins / (double)d->n;
}

static void measure(const char *name, struct data *d, const struct many_body *m, size_t sample, double least)
{
    enum { ONE, TWO, PART, SLOW, MEMORY, MEMORY2, JOBS };
    struct bounds *b = bounds_new();
    size_t stride = d->n > sample ? d->n / sample : 1, n = (d->n + stride - 1) / stride, times = 1 + 200 / n;
    struct task all = {d, m, 1, 1, NULL}, part = {d, m, stride, times, NULL}, slow = part;
    slow.slow = mem_zero(n * d->recipe->nterms, sizeof *slow.slow);
    struct job jobs[JOBS] = {
        [ONE] = {.run = run_fast, .context = &all, .threads = 1},
        [TWO] = {.run = run_fast, .context = &all, .threads = 2},
        [PART] = {.run = run_fast, .context = &part, .threads = 1},
        [SLOW] = {.run = run_slow, .context = &slow, .threads = 1},
        [MEMORY] = bounds_memory(b, 1),
        [MEMORY2] = bounds_memory(b, 2),
    };
    bench_time(jobs, JOBS);
    data_build(d);
    bench_check(name, deviation(&slow), TOLERANCE);

    char size[64];
    double each = bins_of(d);
    snprintf(size, sizeof size, "%zu structures", d->n);
    struct line line = {.work = name,
                        .size = size,
                        .own = {"structures/s", &jobs[ONE], (double)d->n},
                        .plain = {"plain twin", &jobs[SLOW], (double)n},
                        .sample = {NULL, &jobs[PART], (double)(n * times)},
                        .bound = bounds_memory_done(&jobs[MEMORY]),
                        .must = "ratio",
                        .least = least};
    line.bound.amount /= each;
    bench_print(&line);
    line = (struct line){.work = name,
                         .size = size,
                         .own = {"structures/s", &jobs[TWO], (double)d->n},
                         .bound = bounds_memory_done(&jobs[MEMORY2]),
                         .alone = &jobs[ONE],
                         .must = "speedup",
                         .least = 1.8};
    line.bound.amount /= each;
    bench_print(&line);
    for (size_t i = 0; i < n * d->recipe->nterms; i++) {
        free(slow.slow[i].key);
        free(slow.slow[i].bin);
    }
    free(slow.slow);
    bounds_free(b);
}

int main(int argc, char **argv)
{
    size_t limit, sample;
    double least;
    say_as("tensors");
    if (argc == 2 && strcmp(argv[1], "names") == 0) {
        bench_names();
        return EXIT_SUCCESS;
    }
    if (argc != 7 || !number_count(argv[4], &limit) || !number_count(argv[5], &sample) || sample == 0 ||
        !number_parse(argv[6], &least))
        die_usage("expected NAME RECIPE FILE.xyz N SAMPLE LEAST");
    struct data *d = data_read(argv[2], argv[3], limit);
    d->recipe->normalize = NORMALIZE_NONE;
    struct representation r = recipe_representation(d->recipe);
    struct many_body *m = many_body_new(&r);
    measure(argv[1], d, m, sample, least);
    many_body_free(m);
    data_free(d);
    return EXIT_SUCCESS;
}
