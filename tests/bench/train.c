/* train N: the factorisation of a kernel of N structures, against LAPACK's; and the memory that training takes. */
#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/threads.h"
#include "bench/bounds.h"
#include "learn/ridge.h"
#include "solve/solver.h"
#include "solve/square.h"

#define LAMBDA 1e-3
#define TOLERANCE 1e-9

struct task {
    size_t n, stride;
    const double *kernel;
    struct equations ours;
    double *lapack;
};

/* A Gaussian kernel of points on a line. */
static double kernel(size_t i, size_t j)
{
    double d = ((double)i - (double)j) / 20;
    return exp(-d * d);
}

static void copy_ours(void *context)
{
    struct task *t = context;
    solver_free(&t->ours);
    t->ours = solver_new(solver_table, t->n);
    for (size_t i = 0; i < t->n; i++)
        memcpy(solver_row(&t->ours, i), t->kernel + i * t->stride, (i + 1) * sizeof(double));
}

static void copy_lapack(void *context)
{
    const struct task *t = context;
    memcpy(t->lapack, t->kernel, t->n * t->stride * sizeof(double));
}

static void run_ours(void *context)
{
    const struct task *t = context;
    if (!solver_factor(&t->ours))
        die("train: not positive definite");
}

/* A row-major lower triangle is a column-major upper one. */
static void run_lapack(void *context)
{
    const struct task *t = context;
    if (LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, 'U', (lapack_int)t->n, t->lapack, (lapack_int)t->stride) != 0)
        die("train: not positive definite");
}

static double deviation(const struct task *t)
{
    double worst = 0;
    for (size_t i = 0; i < t->n; i++)
        for (size_t j = 0; j <= i; j++)
            worst = fmax(worst, fabs(solver_factor_row(&t->ours, i)[j] - t->lapack[i * t->stride + j]));
    return worst;
}

/* What krr-train does with the rows that come in, by the first of the baselines: none. */
static void learn(size_t n)
{
    struct ridge *r = ridge_new(n, LAMBDA);
    for (size_t i = 0; i < n; i++) {
        double *row = ridge_row(r);
        struct sample s = {.id = mem_text("x"), .atoms = 1};
        for (size_t j = 0; j <= i; j++)
            row[j] = kernel(i, j);
        ridge_add(r, &s, 1);
    }
    ridge_fit(r, &(struct regression){.lambda = LAMBDA, .baseline = baseline_table});
    ridge_free(r);
}

/* MB that a process of its own has at most while it learns. */
static double memory_of_learning(size_t n)
{
    struct rusage usage;
    int status;
    pid_t child = fork();
    if (child == 0) {
        learn(n);
        _exit(EXIT_SUCCESS);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0 || getrusage(RUSAGE_CHILDREN, &usage) != 0)
        die("train: cannot tell the memory");
    return (double)usage.ru_maxrss / 1e3;
}

static void print_lines(size_t n, double memory, const struct job *ours, const struct job *lapack, const struct job *gemm)
{
    char size[64];
    double flops = pow((double)n, 3) / 3e9;
    snprintf(size, sizeof size, "%zu structures", n);
    for (size_t i = 0; i < 2; i++) {
        struct line line = {.work = "train",
                            .size = size,
                            .own = {"GFLOP/s", &ours[i], flops},
                            .plain = {"dpotrf", &lapack[i], flops},
                            .bound = bounds_gemm_done(&gemm[i]),
                            .memory = memory,
                            .must = i ? "speedup" : "ratio",
                            .least = i ? 1.8 : 1 / 1.1};
        line.alone = i ? &ours[0] : NULL;
        bench_print(&line);
    }
}

int main(int argc, char **argv)
{
    enum { OURS, OURS2, LAPACK, LAPACK2, GEMM, GEMM2, JOBS };
    size_t n;
    say_as("train");
    if (argc != 2 || !number_count(argv[1], &n) || n == 0)
        die_usage("expected N");
    double memory = memory_of_learning(n);
    size_t stride = square_stride(n);
    double *k = mem_zero(n * stride, sizeof *k);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            k[i * stride + j] = kernel(i, j) + (i == j ? LAMBDA : 0);
    struct task t = {.n = n, .stride = stride, .kernel = k, .lapack = square_new(n)};
    struct bounds *b = bounds_new();
    struct job jobs[JOBS] = {
        [OURS] = {.run = run_ours, .context = &t, .threads = 1, .prepare = copy_ours},
        [OURS2] = {.run = run_ours, .context = &t, .threads = 2, .prepare = copy_ours},
        [LAPACK] = {.run = run_lapack, .context = &t, .threads = 1, .blas = true, .prepare = copy_lapack},
        [LAPACK2] = {.run = run_lapack, .context = &t, .threads = 2, .blas = true, .prepare = copy_lapack},
        [GEMM] = bounds_gemm(b, 1),
        [GEMM2] = bounds_gemm(b, 2),
    };
    bench_time(jobs, JOBS);
    bench_check("train", deviation(&t), TOLERANCE);
    print_lines(n, memory, &jobs[OURS], &jobs[LAPACK], &jobs[GEMM]);
    bounds_free(b);
    free(k);
    solver_free(&t.ours);
    free(t.lapack);
    return EXIT_SUCCESS;
}
