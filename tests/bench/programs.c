/* programs WORK SIZE RUNS UNIT N: runs the commands of standard input one after the other, with one thread and with two
   (in $J), RUNS times, and prints a line for each, with its share of the time, and one for all, with the share of the cores
   that they kept busy. A line of input is a name, a tab and a command; the command named check is run at the end and not
   timed. All together work on N UNITs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/number.h"
#include "base/output.h"
#include "base/say.h"
#include "bench/bench.h"

enum { STAGES_MAX = 16, LINE = 4096 };

struct stage {
    char name[LINE], command[LINE];
    const char *threads;
    double memory; /* MB, most of all its processes and runs */
    size_t runs;
    double worked[RUNS]; /* seconds of all its processes on all cores, of each run */
};

/* wait4 is no part of POSIX, but every system has it. */
extern pid_t wait4(pid_t child, int *status, int options, struct rusage *usage);

static double seconds_of(const struct timeval *t)
{
    return (double)t->tv_sec + 1e-6 * (double)t->tv_usec;
}

static void run_stage(void *context)
{
    struct stage *s = context;
    struct rusage usage;
    int status;
    pid_t child = fork();
    if (child == 0) {
        setenv("J", s->threads, 1);
        execl("/bin/sh", "sh", "-c", s->command, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0)
        die("cannot run %s:", s->name);
    if (status != 0)
        die("%s failed: %s", s->name, s->command);
    double memory = (double)usage.ru_maxrss / 1e3;
    s->memory = memory > s->memory ? memory : s->memory;
    s->worked[s->runs++ % RUNS] = seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime);
}

/* Returns the number of stages; the check's command goes to *check. */
static size_t read_stages(struct stage *stages, struct stage *check)
{
    char line[LINE];
    size_t n = 0;
    while (fgets(line, sizeof line, stdin)) {
        char *tab = strchr(line, '\t');
        if (!tab || n == STAGES_MAX)
            die("expected at most %d lines of a name, a tab and a command", STAGES_MAX);
        *tab = '\0';
        line[strcspn(line, "\n")] = '\0';
        tab[1 + strcspn(tab + 1, "\n")] = '\0';
        struct stage *s = strcmp(line, "check") == 0 ? check : &stages[n++];
        strcpy(s->name, line);
        strcpy(s->command, tab + 1);
    }
    return n;
}

static struct job sum_of(const struct job *jobs, size_t n)
{
    struct job sum = {.threads = jobs[0].threads, .runs = jobs[0].runs};
    for (size_t r = 0; r < sum.runs; r++) {
        for (size_t i = 0; i < n; i++) {
            sum.second[r] += jobs[i].second[r];
            sum.others[r] += jobs[i].second[r] * jobs[i].others[r];
        }
        sum.others[r] /= sum.second[r];
    }
    return sum;
}

/* The share of the cores that all stages together used in the shortest run. */
static double share_of_cores(const struct job *jobs, size_t n, const struct job *sum)
{
    size_t shortest = 0;
    double worked = 0;
    for (size_t r = 1; r < sum->runs; r++)
        shortest = sum->second[r] < sum->second[shortest] ? r : shortest;
    for (size_t i = 0; i < n; i++)
        worked += ((const struct stage *)jobs[i].context)->worked[shortest];
    return worked / (double)sum->threads / sum->second[shortest];
}

static void print_stages(const char *work, const char *size, const struct job *jobs, size_t n, const struct job *alone,
                         const struct done *all)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) {
        const struct stage *s = jobs[i].context;
        char name[2 * LINE];
        snprintf(name, sizeof name, "%s: %s", work, s->name);
        struct line line = {.work = name,
                            .size = size,
                            .own = {NULL, &jobs[i], 0},
                            .bound = {"total", NULL, 0},
                            .share = bench_shortest(&jobs[i]) / bench_shortest(all->job),
                            .memory = s->memory,
                            .alone = alone ? &alone[i] : NULL};
        bench_print(&line);
        most = s->memory > most ? s->memory : most;
    }
    struct job sum = alone ? sum_of(alone, n) : (struct job){0};
    struct line line = {.work = work,
                        .size = size,
                        .own = *all,
                        .bound = {"cores", NULL, 0},
                        .share = share_of_cores(jobs, n, all->job),
                        .memory = most,
                        .alone = alone ? &sum : NULL};
    bench_print(&line);
}

int main(int argc, char **argv)
{
    size_t runs, amount;
    static struct stage stages[2 * STAGES_MAX], check = {.threads = "1"};
    struct job jobs[2 * STAGES_MAX] = {0};
    say_as("programs");
    if (argc != 6 || !number_count(argv[3], &runs) || runs < 1 || runs > RUNS || !number_count(argv[5], &amount))
        die_usage("expected WORK SIZE RUNS UNIT N");
    size_t n = read_stages(stages, &check);
    memcpy(stages + n, stages, n * sizeof *stages);
    for (size_t i = 0; i < 2 * n; i++) {
        stages[i].threads = i < n ? "1" : "2";
        jobs[i] = (struct job){.run = run_stage, .context = &stages[i], .threads = i < n ? 1 : 2};
    }
    bench_time_runs(jobs, 2 * n, runs);
    if (check.command[0])
        run_stage(&check);
    for (size_t i = 0; i < 2; i++) {
        struct job sum = sum_of(jobs + i * n, n);
        print_stages(argv[1], argv[2], jobs + i * n, n, i ? jobs : NULL, &(struct done){argv[4], &sum, (double)amount});
    }
    return EXIT_SUCCESS;
}
