/* What the drivers of `make bench` share: times, and lines of the table.

   A line's columns, parted by tabs (bench_names prints them):
     work, size, threads
     seconds, low, high   median, shortest and longest of five runs or fewer
     rate, unit           work per second
     ratio_to, ratio      this rate over that of something plain that does the same
     bound, fraction      this rate over what the machine can do
     speedup              this rate over that of one thread
     memory               the most that a process had, MB
     others               cores that other processes took during the shortest run
     must, met            what is wanted, and yes or no
   rate, ratio, fraction and speedup are those of the shortest runs: whatever else runs on the machine only adds time.
   What is not known is '-'. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>

enum { RUNS = 5 };

/* Something that is timed. */
struct job {
    void (*run)(void *context);
    void *context;
    size_t threads;
    bool blas;                      /* the BLAS has them, else the library's loops */
    void (*prepare)(void *context); /* not timed, before each run; may be NULL */
    size_t runs;                    /* what was measured, in the order of the runs */
    double second[RUNS], others[RUNS];
};

/* Times all jobs in turns, so that what disturbs one disturbs the others too: RUNS times, or runs times. */
void bench_time(struct job *jobs, size_t n);
void bench_time_runs(struct job *jobs, size_t n, size_t runs);

/* Seconds of the shortest run. */
double bench_shortest(const struct job *j);

/* Seconds since some moment; and those that this process worked, which others do not lengthen. */
double bench_now(void);
double bench_worked(void);

/* An amount of work that a job did. */
struct done {
    const char *name;
    const struct job *job;
    double amount;
};

struct line {
    const char *work, *size;
    struct done own;          /* name: the unit of rate */
    struct done plain, bound; /* amounts in the same unit; without a job: not known */
    struct done sample;       /* where plain did only a part of the work: that part */
    const struct job *alone;  /* the same with one thread */
    double share;             /* stands for fraction where it is not 0 */
    double memory;            /* MB, 0: not known */
    const char *must;         /* "rate", "ratio", "fraction" or "speedup" ... */
    double least;             /* ... at least */
};

void bench_names(void);
void bench_print(const struct line *l);

/* Ends the driver unless error <= tolerance: a wrong answer has no speed. */
void bench_check(const char *work, double error, double tolerance);

#endif
