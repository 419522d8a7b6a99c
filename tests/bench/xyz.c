/* xyz FILE.xyz LEAST: reading structures, in MB/s, against a plain reader that takes each number by strtod. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/number.h"
#include "base/say.h"
#include "bench/bounds.h"
#include "structure/element.h"
#include "structure/structure_reader.h"

struct task {
    char *path;
    size_t structures, atoms;
    double sum; /* of all atomic numbers and coordinates, each times its place: another number or order gives another */
};

static void take(struct task *t, size_t atom, unsigned number, const double *position)
{
    double place = (double)(atom % 97 + 1);
    t->atoms++;
    t->sum += place * number;
    for (int c = 0; c < 3; c++)
        t->sum += place * (c + 1) * position[c];
}

static void run_reader(void *context)
{
    struct task *t = context;
    struct structure s = {0};
    *t = (struct task){.path = t->path};
    struct structure_reader *r = structure_reader_open(&t->path, 1, &(struct structure_options){0});
    while (structure_reader_next(r, &s)) {
        t->structures++;
        for (size_t i = 0; i < s.sample.atoms; i++)
            take(t, i, s.number[i], s.position[i]);
    }
    structure_free(&s);
    structure_reader_close(r);
}

static unsigned number_of(const char *symbol)
{
    unsigned z = 1;
    while (z < ELEMENT_MAX && strcmp(element_symbol(z), symbol) != 0)
        z++;
    return z;
}

/* Lines as they are, species and position first; the comment is skipped. */
static void run_plain(void *context)
{
    struct task *t = context;
    *t = (struct task){.path = t->path};
    FILE *f = fopen(t->path, "r");
    char line[4096];
    while (f && fgets(line, sizeof line, f)) {
        size_t atoms = strtoull(line, NULL, 10);
        bool whole = fgets(line, sizeof line, f) != NULL;
        t->structures++;
        for (size_t i = 0; whole && i < atoms && fgets(line, sizeof line, f); i++) {
            char symbol[4], *at = line;
            double position[3];
            sscanf(line, "%3s", symbol);
            at = strstr(line, symbol) + strlen(symbol);
            for (int c = 0; c < 3; c++)
                position[c] = strtod(at, &at);
            take(t, i, number_of(symbol), position);
        }
    }
    if (f)
        fclose(f);
}

/* MB. */
static double size_of(const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f || fseek(f, 0, SEEK_END) != 0)
        die("%s:", path);
    double size = (double)ftell(f) / 1e6;
    fclose(f);
    return size;
}

int main(int argc, char **argv)
{
    enum { READER, PLAIN, MEMORY, JOBS };
    double least;
    say_as("xyz");
    if (argc != 3 || !number_parse(argv[2], &least))
        die_usage("expected FILE.xyz LEAST");
    struct task ours = {.path = argv[1]}, plain = ours;
    struct bounds *b = bounds_new();
    struct job jobs[JOBS] = {
        [READER] = {.run = run_reader, .context = &ours, .threads = 1},
        [PLAIN] = {.run = run_plain, .context = &plain, .threads = 1},
        [MEMORY] = bounds_memory(b, 1),
    };
    double megabytes = size_of(argv[1]);
    bench_time(jobs, JOBS);
    if (ours.structures != plain.structures || ours.atoms != plain.atoms)
        die("xyz: %zu structures and %zu atoms instead of %zu and %zu", ours.structures, ours.atoms, plain.structures,
            plain.atoms);
    bench_check("xyz", fabs(ours.sum - plain.sum), 0);

    char size[64];
    snprintf(size, sizeof size, "%.3g MB, %zu structures", megabytes, ours.structures);
    struct line line = {.work = "xyz",
                        .size = size,
                        .own = {"MB/s", &jobs[READER], megabytes},
                        .plain = {"strtod", &jobs[PLAIN], megabytes},
                        .bound = bounds_memory_done(&jobs[MEMORY]),
                        .must = "rate",
                        .least = least};
    line.bound.amount *= 1e3;
    bench_print(&line);
    bounds_free(b);
    return EXIT_SUCCESS;
}
