#include "bench/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/threads.h"

/* Weak: a BLAS other than OpenBLAS does not have it. */
extern void openblas_set_num_threads(int n) __attribute__((weak));

double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double bench_worked(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds that all processors worked since the system started; NAN where it does not tell. */
static double machine_worked(void)
{
    double user, nice, kernel, idle, wait, irq, softirq, steal;
    FILE *f = fopen("/proc/stat", "r");
    int n = f ? fscanf(f, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &user, &nice, &kernel, &idle, &wait, &irq, &softirq, &steal)
              : 0;
    if (f)
        fclose(f);
    return n == 8 ? (user + nice + kernel + irq + softirq + steal) / (double)sysconf(_SC_CLK_TCK) : NAN;
}

static double seconds_of(const struct timeval *t)
{
    return (double)t->tv_sec + 1e-6 * (double)t->tv_usec;
}

/* Seconds that this process and its children worked. */
static double own_worked(void)
{
    struct rusage self, children;
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    return seconds_of(&self.ru_utime) + seconds_of(&self.ru_stime) + seconds_of(&children.ru_utime) +
           seconds_of(&children.ru_stime);
}

static void time_once(struct job *j)
{
    threads_set(j->threads);
    if (j->blas && openblas_set_num_threads)
        openblas_set_num_threads((int)j->threads);
    if (j->prepare)
        j->prepare(j->context);
    double machine = machine_worked(), own = own_worked(), start = bench_now();
    j->run(j->context);
    j->second[j->runs] = bench_now() - start;
    j->others[j->runs] = (machine_worked() - machine - own_worked() + own) / j->second[j->runs];
    j->runs++;
}

void bench_time_runs(struct job *jobs, size_t n, size_t runs)
{
    for (size_t i = 0; i < n; i++)
        jobs[i].runs = 0;
    for (size_t run = 0; run < runs; run++)
        for (size_t i = 0; i < n; i++)
            time_once(&jobs[i]);
}

void bench_time(struct job *jobs, size_t n)
{
    bench_time_runs(jobs, n, RUNS);
}

static size_t shortest(const struct job *j)
{
    size_t s = 0;
    for (size_t i = 1; i < j->runs; i++)
        s = j->second[i] < j->second[s] ? i : s;
    return s;
}

double bench_shortest(const struct job *j)
{
    return j->second[shortest(j)];
}

static double rate(const struct done *d)
{
    return d->job && d->amount > 0 ? d->amount / bench_shortest(d->job) : NAN;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void bench_names(void)
{
    printf("work\tsize\tthreads\tseconds\tlow\thigh\trate\tunit\tratio_to\tratio\tbound\tfraction\tspeedup\tmemory\t"
           "others\tmust\tmet\n");
}

static void print_number(double x)
{
    if (isfinite(x))
        printf("\t%.3g", x);
    else
        printf("\t-");
}

static void print_must(const char *must, double least, double x)
{
    if (must)
        printf("\t%s %g\t%s\n", must, least, x >= least ? "yes" : "no");
    else
        printf("\t-\t-\n");
}

void bench_print(const struct line *l)
{
    const struct {
        const char *name;
        double value;
    } known[] = {{"rate", rate(&l->own)},
                 {"ratio", rate(l->sample.job ? &l->sample : &l->own) / rate(&l->plain)},
                 {"fraction", l->share > 0 ? l->share : rate(&l->own) / rate(&l->bound)},
                 {"speedup", l->alone ? bench_shortest(l->alone) / bench_shortest(l->own.job) : NAN},
                 {0}};
    const struct job *job = l->own.job;
    double second[RUNS];
    size_t must = 0;
    memcpy(second, job->second, sizeof second);
    qsort(second, job->runs, sizeof *second, by_size);
    printf("%s\t%s\t%zu", l->work, l->size, job->threads);
    print_number(second[job->runs / 2]);
    print_number(second[0]);
    print_number(second[job->runs - 1]);
    print_number(known[0].value);
    printf("\t%s\t%s", l->own.name ? l->own.name : "-", l->plain.name ? l->plain.name : "-");
    print_number(known[1].value);
    printf("\t%s", l->bound.name ? l->bound.name : "-");
    print_number(known[2].value);
    print_number(known[3].value);
    print_number(l->memory > 0 ? l->memory : NAN);
    print_number(job->others[shortest(job)]);
    while (l->must && known[must].name && strcmp(known[must].name, l->must) != 0)
        must++;
    print_must(l->must, l->least, known[must].value);
    fflush(stdout);
}

void bench_check(const char *work, double error, double tolerance)
{
    if (!(error <= tolerance))
        die("%s: wrong by %.3g, at most %.3g is allowed", work, error, tolerance);
}
