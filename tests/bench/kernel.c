/* kernel filled                                 a linear and a gaussian kernel of tensors that hold all blocks
   kernel NAME RECIPE FILE.xyz N LEAST           the recipe's kernel of N structures of a file, against a dense product
   kernel NAME RECIPE FILE.xyz N LEAST laplacian the laplacian kernel, against a plain loop */
#include <cblas.h>
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
#include "bench/plain.h"
#include "kernel/tile.h"

/* Of the filled tensors. */
enum { STRUCTURES = 2048, BLOCKS = 20, BINS = 100 };
/* The dense product works on as many columns as this many numbers allow; rows of the plain loop. */
enum { DENSE = 1 << 25, PLAIN = 400 };
#define TOLERANCE 1e-10

struct task {
    const struct panels *set, *columns; /* the same: only the lower triangle is computed */
    const struct plain *plain, *plain_columns;
    struct kernel_part kernel;
    double *out; /* n x n */
    size_t width;
    double *dense; /* n x width: the first columns of the set as a matrix */
    double *product;
};

/* As mbtr-kernel does it. */
static void run_gram(void *context)
{
    const struct task *t = context;
    struct tile like = {t->kernel.function->measure, &t->kernel, .rows = t->set, .columns = t->columns};
    tile_matrix(&like, t->set == t->columns, t->out, t->columns->n);
}

static void run_dense(void *context)
{
    const struct task *t = context;
    int n = (int)t->set->n, width = (int)t->width;
    cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, n, width, 1, t->dense, width, 0, t->product, n);
}

/* The first columns of all tensors side by side, as many as fit. */
static void fill_dense(struct task *t)
{
    const struct plain *p = t->plain;
    size_t n = p->n, width = 0, b = 0, column = 0;
    for (; b < p->nblocks && (width + p->block[b].bins) * n <= DENSE; b++)
        width += p->block[b].bins;
    t->width = width;
    t->dense = mem_matrix(n * width, sizeof(double));
    memset(t->dense, 0, n * width * sizeof(double));
    t->product = mem_matrix(n * n, sizeof(double));
    for (size_t i = 0; i < b; i++) {
        const struct plain_block *block = &p->block[i];
        for (size_t m = 0; m < block->n; m++)
            memcpy(t->dense + block->member[m] * width + column, block->row + m * block->bins, block->bins * sizeof(double));
        column += block->bins;
    }
}

/* Numbers of two structures' common blocks, for all pairs of the first n; and of all blocks. */
static double common_bins(const struct plain *p, size_t n)
{
    double sum = 0;
    for (size_t b = 0; b < p->nblocks; b++) {
        double members = (double)plain_members(&p->block[b], n);
        sum += members * (members + 1) / 2 * (double)p->block[b].bins;
    }
    return sum;
}

static double all_bins(const struct plain *p)
{
    double sum = 0;
    for (size_t b = 0; b < p->nblocks; b++)
        sum += (double)p->block[b].bins;
    return sum;
}

/* The kernel of two structures, all blocks one after the other. */
static double entry(const struct task *t, size_t i, size_t j)
{
    const struct plain *p = t->plain, *c = t->plain_columns;
    enum measure m = t->kernel.function->measure;
    double value = 0;
    for (size_t b = 0; b < p->nblocks; b++) {
        const struct panel_place *place = &p->plan->block[b];
        const double *x = plain_row(&p->block[b], i);
        const double *y = plain_row(&c->block[panel_plan_find(c->plan, place->term, place->key)], j);
        for (size_t k = 0; k < p->block[b].bins; k++) {
            double v = x ? x[k] : 0, w = y ? y[k] : 0;
            value += m == MEASURE_DOT ? v * w : m == MEASURE_ABS ? fabs(v - w) : (v - w) * (v - w);
        }
    }
    t->kernel.function->apply(1, &value, t->kernel.sigma);
    return value;
}

/* At places all over the matrix, some of them on the diagonal. Sets that differ hold the same blocks. */
static double deviation(const struct task *t)
{
    double worst = 0, largest = 0;
    srand48(1);
    for (size_t k = 0; k < 200; k++) {
        size_t i = (size_t)(drand48() * (double)t->set->n), j = k % 10 ? (size_t)(drand48() * (double)(i + 1)) : i;
        double x = t->out[i * t->columns->n + j], y = entry(t, i, j);
        worst = fmax(worst, fabs(x - y));
        largest = fmax(largest, fabs(y));
    }
    return worst / largest;
}

static void task_free(struct task *t)
{
    free(t->out);
    free(t->dense);
    free(t->product);
}

/* pairs of structures that are computed; shared: bins of their common blocks. */
static void against_dense(const char *name, struct task *t, double pairs, double shared, const char *must, double least)
{
    enum { ONE, TWO, DENSE1, GEMM1, GEMM2, JOBS };
    size_t n = t->set->n;
    t->out = mem_matrix(n * n, sizeof(double));
    fill_dense(t);
    struct bounds *b = bounds_new();
    struct job jobs[JOBS] = {
        [ONE] = {.run = run_gram, .context = t, .threads = 1},
        [TWO] = {.run = run_gram, .context = t, .threads = 2},
        [DENSE1] = {.run = run_dense, .context = t, .threads = 1, .blas = true},
        [GEMM1] = bounds_gemm(b, 1),
        [GEMM2] = bounds_gemm(b, 2),
    };
    bench_time(jobs, JOBS);
    bench_check(name, deviation(t), TOLERANCE);

    char size[64], dense[64];
    double width = all_bins(t->plain), share = (double)t->width / width, triangle = (double)n * ((double)n + 1) / 2;
    snprintf(size, sizeof size, "%zu structures, %zu blocks", n, t->plain->nblocks);
    snprintf(dense, sizeof dense, share < 1 ? "dsyrk (of %.2g)" : "dsyrk", share);
    struct line line = {.work = name,
                        .size = size,
                        .own = {"GFLOP/s", &jobs[ONE], 2e-9 * shared},
                        .plain = {dense, &jobs[DENSE1], share * triangle},
                        .sample = {NULL, &jobs[ONE], pairs},
                        .bound = bounds_gemm_done(&jobs[GEMM1]),
                        .must = must,
                        .least = least};
    bench_print(&line);
    line = (struct line){.work = name,
                         .size = size,
                         .own = {"GFLOP/s", &jobs[TWO], 2e-9 * shared},
                         .bound = bounds_gemm_done(&jobs[GEMM2]),
                         .alone = &jobs[ONE],
                         .must = "speedup",
                         .least = 1.8};
    bench_print(&line);
    bounds_free(b);
    task_free(t);
}

/* Structures with random numbers in all blocks. */
static struct tensor *filled_tensors(void)
{
    struct tensor *t = mem_zero(STRUCTURES, sizeof *t);
    for (size_t i = 0; i < STRUCTURES; i++) {
        tensor_reset(&t[i], 1);
        blocks_resize(&t[i].term[0], BLOCKS, 1, BINS);
        for (size_t b = 0; b < BLOCKS; b++)
            t[i].term[0].key[b] = (uint16_t)(b + 1);
        for (size_t k = 0; k < BLOCKS * BINS; k++)
            t[i].term[0].bin[k] = drand48();
    }
    return t;
}

/* A set of random tensors, the same as blocks in *plain. */
static struct panels *filled_set(const struct panels *like, struct plain **plain)
{
    static const struct layout layout = {.body = 1, .bins = BINS, .stop = 1};
    static const double scale = 1;
    struct tensor *t = filled_tensors();
    struct panels *s = panels_new(&layout, &scale, 1, like);
    for (size_t i = 0; i < STRUCTURES; i++)
        panels_add(s, &t[i]);
    panels_finish(s);
    *plain = plain_new(t, STRUCTURES, &layout, &scale, 1);
    for (size_t i = 0; i < STRUCTURES; i++)
        tensor_free(&t[i]);
    free(t);
    return s;
}

static void filled(void)
{
    struct plain *plain, *plain_columns;
    struct panels *columns = filled_set(NULL, &plain_columns), *rows = filled_set(columns, &plain);
    double n = STRUCTURES, triangle = n * (n + 1) / 2, bins = BLOCKS * BINS;
    for (const struct kernel_function *k = kernel_functions; k->name; k++) {
        char name[64];
        if (k->measure == MEASURE_ABS)
            continue;
        snprintf(name, sizeof name, "kernel filled %s", k->name);
        struct task t = {rows, columns, plain, plain_columns, .kernel = {.function = k, .sigma = 10}};
        against_dense(name, &t, n * n, n * n * bins, "fraction", 0.9);
        snprintf(name, sizeof name, "kernel filled %s, symmetric", k->name);
        t = (struct task){rows, rows, plain, plain, .kernel = {.function = k, .sigma = 10}};
        against_dense(name, &t, triangle, triangle * bins, NULL, 0);
    }
    panels_free(rows);
    panels_free(columns);
    plain_free(plain);
    plain_free(plain_columns);
}

/* Adds |x-y|_1 - |x|_1 - |y|_1 of all pairs of the first n structures. */
static void add_plain_block(const struct plain_block *b, size_t n, double *product)
{
    size_t members = plain_members(b, n);
    double magnitude[PLAIN] = {0};
    for (size_t p = 0; p < members; p++) {
        for (size_t k = 0; k < b->bins; k++)
            magnitude[p] += fabs(b->row[p * b->bins + k]);
        for (size_t q = 0; q <= p; q++) {
            double sum = -magnitude[p] - magnitude[q];
            for (size_t k = 0; k < b->bins; k++)
                sum += fabs(b->row[p * b->bins + k] - b->row[q * b->bins + k]);
            product[b->member[p] * n + b->member[q]] += sum;
        }
    }
}

/* A plain loop over common blocks, for the first PLAIN structures. */
static void run_plain(void *context)
{
    const struct task *t = context;
    const struct plain *p = t->plain;
    size_t n = p->n < PLAIN ? p->n : PLAIN;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            t->product[i * n + j] = p->sum[i] + p->sum[j];
    for (size_t b = 0; b < p->nblocks; b++)
        add_plain_block(&p->block[b], n, t->product);
    for (size_t i = 0; i < n; i++)
        t->kernel.function->apply(i + 1, t->product + i * n, t->kernel.sigma);
}

static void against_plain(const char *name, struct task *t, double least)
{
    enum { ONE, TWO, LOOP, MINIMA1, MINIMA2, JOBS };
    size_t n = t->set->n;
    t->out = mem_matrix(n * n, sizeof(double));
    t->product = mem_matrix(PLAIN * PLAIN, sizeof(double));
    struct bounds *b = bounds_new();
    struct job jobs[JOBS] = {
        [ONE] = {.run = run_gram, .context = t, .threads = 1},
        [TWO] = {.run = run_gram, .context = t, .threads = 2},
        [LOOP] = {.run = run_plain, .context = t, .threads = 1},
        [MINIMA1] = bounds_minima(b, 1),
        [MINIMA2] = bounds_minima(b, 2),
    };
    bench_time(jobs, JOBS);
    bench_check(name, deviation(t), TOLERANCE);

    char size[64];
    double shared = 1e-9 * common_bins(t->plain, n), sample = 1e-9 * common_bins(t->plain, PLAIN);
    snprintf(size, sizeof size, "%zu structures, %zu blocks", n, t->plain->nblocks);
    struct line line = {.work = name,
                        .size = size,
                        .own = {"Gbin/s", &jobs[ONE], shared},
                        .plain = {"plain loop", &jobs[LOOP], sample},
                        .bound = bounds_minima_done(&jobs[MINIMA1]),
                        .must = "ratio",
                        .least = least};
    bench_print(&line);
    line = (struct line){.work = name,
                         .size = size,
                         .own = {"Gbin/s", &jobs[TWO], shared},
                         .bound = bounds_minima_done(&jobs[MINIMA2]),
                         .alone = &jobs[ONE],
                         .must = "speedup",
                         .least = 1.8};
    bench_print(&line);
    bounds_free(b);
    task_free(t);
}

static void from_file(char **argv, bool laplacian)
{
    size_t limit;
    double least;
    if (!number_count(argv[3], &limit) || !number_parse(argv[4], &least))
        die_usage("expected NAME RECIPE FILE.xyz N LEAST");
    struct data *d = data_read(argv[1], argv[2], limit);
    data_build(d);
    struct panels *set = data_set(d, laplacian);
    struct plain *plain = plain_new(d->tensor, d->n, d->layout, d->scale, d->recipe->representation.nterms);
    struct task t = {set, set, plain, plain, .kernel = d->recipe->kernel.part[0]};
    double n = (double)d->n;
    if (laplacian) {
        t.kernel = (struct kernel_part){.function = kernel_functions, .sigma = 20};
        while (t.kernel.function->measure != MEASURE_ABS)
            t.kernel.function++;
        against_plain(argv[0], &t, least);
    } else
        against_dense(argv[0], &t, n * (n + 1) / 2, common_bins(plain, d->n), "ratio", least);
    panels_free(set);
    plain_free(plain);
    data_free(d);
}

int main(int argc, char **argv)
{
    say_as("kernel");
    if (argc == 2 && strcmp(argv[1], "filled") == 0)
        filled();
    else if (argc == 6 || (argc == 7 && strcmp(argv[6], "laplacian") == 0))
        from_file(argv + 1, argc == 7);
    else
        die_usage("expected filled, or NAME RECIPE FILE.xyz N LEAST [laplacian]");
    return EXIT_SUCCESS;
}
