/* tensors NAME RECIPE FILE.xyz N SAMPLE LEAST: many-body tensors of N structures of a file, 0 for all, which are read
   beforehand; a sample of them is compared with the plain twin, which should take LEAST times as long.
   tensors names: the names of all columns; tensors blas: which kernels OpenBLAS took. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/threads.h"
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
    const struct representation_row *row;
    const void *shared;
    size_t stride; /* every so many-th structure */
    size_t times;  /* over and over */
    struct blocks *slow;
};

/* As xyz2mbtr does it: each thread reuses the memory of its tensor. */
static void run_fast(void *context)
{
    const struct task *t = context;
    size_t n = (t->data->n + t->stride - 1) / t->stride;
#pragma omp parallel num_threads(threads())
    {
        void *work = t->row->work_new(t->shared, SIZE_MAX);
        struct tensor tensor = {0};
#pragma omp for schedule(dynamic)
        for (size_t i = 0; i < n * t->times; i++) {
            const char *message = t->row->build(work, &t->data->structure[i % n * t->stride], &tensor);
            if (message)
                die("%s", message);
        }
        tensor_free(&tensor);
        t->row->work_free(work);
    }
}

static void run_slow(void *context)
{
    const struct task *t = context;
    const struct representation *r = &t->data->recipe->representation;
    for (size_t i = 0; i < t->data->n; i += t->stride)
        for (size_t k = 0; k < r->nterms; k++) {
            const struct term *term = many_body_term(r, k);
            double radius = fmin(term->reach, FAR);
            if (term->cutoff > 0)
                radius = fmin(radius, term->weighting->longest(weighting_functions_most(term), term->body, 0));
            reference_mbtr(term, &t->data->structure[i], radius, &t->slow[i / t->stride * r->nterms + k]);
        }
}

static double deviation(const struct task *t)
{
    const struct representation *r = &t->data->recipe->representation;
    void *work = t->row->work_new(t->shared, SIZE_MAX);
    struct tensor tensor = {0};
    double worst = 0;
    for (size_t i = 0; i < t->data->n; i += t->stride) {
        if (t->row->build(work, &t->data->structure[i], &tensor) != NULL)
            worst = INFINITY;
        for (size_t k = 0; k < r->nterms; k++)
            worst = fmax(worst, reference_deviation(&tensor.term[k], &t->slow[i / t->stride * r->nterms + k],
                                                    many_body_term(r, k)->body, many_body_term(r, k)->grid.bins));
    }
    tensor_free(&tensor);
    t->row->work_free(work);
    return worst;
}

/* GB of a structure's bins, on average. */
static double bins_of(const struct data *d)
{
    size_t bins = 0;
    for (size_t i = 0; i < d->n; i++)
        for (size_t k = 0; k < d->recipe->representation.nterms; k++)
            bins += d->tensor[i].term[k].n * many_body_term(&d->recipe->representation, k)->grid.bins;
    return 8e-9 * (double)bins / (double)d->n;
}

static void measure(const char *name, struct data *d, const void *shared, size_t sample, double least)
{
    enum { ONE, TWO, PART, SLOW, MEMORY, MEMORY2, JOBS };
    struct bounds *b = bounds_new();
    size_t stride = d->n > sample ? d->n / sample : 1, n = (d->n + stride - 1) / stride, times = 1 + 200 / n;
    struct task all = {d, &many_body_row, shared, 1, 1, NULL}, part = {d, &many_body_row, shared, stride, times, NULL},
                slow = part;
    slow.slow = mem_zero(n * d->recipe->representation.nterms, sizeof *slow.slow);
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
    for (size_t i = 0; i < n * d->recipe->representation.nterms; i++) {
        free(slow.slow[i].key);
        free(slow.slow[i].bin);
    }
    free(slow.slow);
    bounds_free(b);
}

/* Weak: a BLAS other than OpenBLAS does not have it. */
extern char *openblas_get_corename(void) __attribute__((weak));

int main(int argc, char **argv)
{
    size_t limit, sample;
    double least;
    say_as("tensors");
    if (argc == 2 && strcmp(argv[1], "names") == 0) {
        bench_names();
        return EXIT_SUCCESS;
    }
    if (argc == 2 && strcmp(argv[1], "blas") == 0) {
        puts(openblas_get_corename ? openblas_get_corename() : "unknown");
        return EXIT_SUCCESS;
    }
    if (argc != 7 || !number_count(argv[4], &limit) || !number_count(argv[5], &sample) || sample == 0 ||
        !number_parse(argv[6], &least))
        die_usage("expected NAME RECIPE FILE.xyz N SAMPLE LEAST");
    struct data *d = data_read(argv[2], argv[3], limit);
    d->recipe->representation.normalize = NORMALIZE_NONE;
    void *shared = many_body_row.make(&d->recipe->representation);
    measure(argv[1], d, shared, sample, least);
    many_body_row.discard(shared);
    data_free(d);
    return EXIT_SUCCESS;
}
