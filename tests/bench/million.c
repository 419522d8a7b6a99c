/* million N SECONDS SCRATCH: tensors of N small molecules, made on the fly and sent to xyz2mbtr through a pipe; a fifth of them
   where N would take longer than SECONDS. Memory must be that of a tenth of them; the first hundredth goes to the file
   SCRATCH and is read back. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/number.h"
#include "base/say.h"
#include "bench/bench.h"
#include "stream/header.h"
#include "stream/reader.h"
#include "stream/record.h"
#include "stream/writer.h"

/* wait4 is no part of POSIX, but every system has it. */
extern pid_t wait4(pid_t child, int *status, int options, struct rusage *usage);

struct task {
    size_t n;
    const char *threads, *output;
    double memory; /* MB */
};

static const struct {
    const char *symbols;
    double position[5][3];
} molecules[] = {
    {"OHH", {{0, 0, 0.12}, {0, 0.76, -0.47}, {0, -0.76, -0.47}}},
    {"NHHH", {{0, 0, 0.12}, {0, 0.94, -0.27}, {0.81, -0.47, -0.27}, {-0.81, -0.47, -0.27}}},
    {"CHHHH", {{0, 0, 0}, {0.63, 0.63, 0.63}, {-0.63, -0.63, 0.63}, {-0.63, 0.63, -0.63}, {0.63, -0.63, -0.63}}},
    {"CNH", {{0, 0, -0.5}, {0, 0, 0.66}, {0, 0, -1.57}}},
    {"COHH", {{0, 0, -0.53}, {0, 0, 0.68}, {0, 0.94, -1.12}, {0, -0.94, -1.12}}},
};

static void write_molecule(FILE *to, size_t number)
{
    size_t m = number % (sizeof molecules / sizeof *molecules), atoms = 0;
    while (molecules[m].symbols[atoms])
        atoms++;
    fprintf(to, "%zu\nProperties=species:S:1:pos:R:3 energy=%.4f name=%zu pbc=\"F F F\"\n", atoms, -drand48(), number);
    for (size_t a = 0; a < atoms; a++) {
        const double *x = molecules[m].position[a];
        fprintf(to, "%c %.6f %.6f %.6f\n", molecules[m].symbols[a], x[0] + 0.1 * drand48(), x[1] + 0.1 * drand48(),
                x[2] + 0.1 * drand48());
    }
}

static void run_stream(void *context)
{
    struct task *t = context;
    struct rusage usage;
    int ends[2], status;
    if (pipe(ends) != 0)
        die("cannot make a pipe:");
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
        execlp("xyz2mbtr", "xyz2mbtr", "-c", "molecules", "-j", t->threads, "-o", t->output, (char *)NULL);
        _exit(127);
    }
    close(ends[0]);
    FILE *to = fdopen(ends[1], "w");
    srand48(1);
    for (size_t i = 0; i < t->n && to; i++)
        write_molecule(to, i);
    if (child < 0 || !to || fclose(to) != 0 || wait4(child, &status, 0, &usage) < 0 || status != 0)
        die("xyz2mbtr failed");
    t->memory = (double)usage.ru_maxrss / 1e3;
}

static struct job measure(struct task *t)
{
    struct job job = {.run = run_stream, .context = t, .threads = 2};
    bench_time_runs(&job, 1, 1);
    return job;
}

/* Whether a stream holds all molecules, one after the other. */
static bool holds_all(const char *path, size_t n)
{
    struct reader *from = reader_open((char *const[]){(char *)path}, 1, HOLDS_TENSOR);
    struct record r = {0};
    size_t i = 0;
    bool right = true;
    for (; reader_next(from, &r); i++) {
        size_t number;
        right = right && number_count(r.sample.id, &number) && number == i && r.tensor.term[0].n > 0;
    }
    record_free(&r);
    reader_close(from);
    return right && i == n;
}

int main(int argc, char **argv)
{
    size_t n;
    double limit;
    say_as("million");
    if (argc != 4 || !number_count(argv[1], &n) || n < 1000 || !number_parse(argv[2], &limit))
        die_usage("expected N SECONDS SCRATCH");
    struct task few = {n / 10, "2", "/dev/null", 0}, kept = {n / 100, "2", argv[3], 0};
    run_stream(&kept);
    if (!holds_all(argv[3], kept.n))
        die("xyz2mbtr lost or swapped structures");
    struct job tenth = measure(&few);
    if (10 * tenth.second[0] > limit) {
        n /= 5;
        few.n = n / 10;
        tenth = measure(&few);
    }
    struct task all = {n, "2", "/dev/null", 0};
    struct job job = measure(&all);

    char size[64];
    snprintf(size, sizeof size, "%zu structures", few.n);
    struct line line = {.work = "million", .size = size, .own = {"structures/s", &tenth, (double)few.n}, .memory = few.memory};
    bench_print(&line);
    snprintf(size, sizeof size, "%zu structures", n);
    line = (struct line){.work = "million", .size = size, .own = {"structures/s", &job, (double)n}, .memory = all.memory};
    bench_print(&line);
    if (fabs(all.memory / few.memory - 1) > 0.1)
        die("memory grows with the number of structures: %.3g MB for %zu, %.3g MB for %zu", few.memory, few.n, all.memory, n);
    return EXIT_SUCCESS;
}
