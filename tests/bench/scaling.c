/* scaling OUT FOLDER POINTS: time of one thread against size, on structures that are made. Prints a line per curve; the
   points go to OUT.tsv and a picture to OUT.svg. FOLDER is for files that are read. POINTS: at most so many of each
   curve, the smallest, three or more; 0: all. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/threads.h"
#include "bench/bench.h"
#include "bench/curves.h"
#include "bench/data.h"
#include "bench/synthetic.h"
#include "kernel/tile.h"
#include "plot/gnuplot.h"
#include "solve/solver.h"
#include "structure/element.h"
#include "structure/structure_reader.h"
#include "tensor/many_body.h"

/* Each point is run over and over for so many seconds, in so many rounds. */
#define LONG 0.02
enum { ROUNDS = 5 };
#define LAMBDA 1e-3

/* Sizes of what is worked on; pool: elements from which each structure's are drawn. */
enum { STRUCTURES, ATOMS, ELEMENTS, POOL, BINS, SIZES };

struct sweep;

struct task {
    const struct sweep *sweep;
    size_t size[SIZES];
    struct data *data;
    void *shared; /* by the threads that compute tensors */
    struct panels *set;
    double *out;                /* a kernel */
    struct equations equations; /* a kernel to factor */
    double *row;                /* its last row */
    const char *folder;
    char *path; /* of what is read */
};

struct sweep {
    const char *work, *quantity;
    void (*make)(struct task *t);
    void (*prepare)(struct task *t); /* before each run, not timed; may be NULL */
    void (*run)(struct task *t);
    const char *recipe; /* crystals are periodic */
    unsigned body;      /* 0: all terms */
    size_t size[SIZES];
    unsigned grows;
    double from, to, factor; /* of the size that grows */
    bool each;               /* time per structure */
    double least, most;      /* slopes expected */
};

static bool is_periodic(const struct sweep *s)
{
    return strcmp(s->recipe, "crystals") == 0;
}

static void make_data(struct task *t)
{
    const size_t *size = t->size;
    struct synthetic kind = {size[ATOMS], size[ELEMENTS], size[POOL], is_periodic(t->sweep)};
    struct structure *s = mem_new(size[STRUCTURES], sizeof *s);
    uint64_t state = 1;
    for (size_t i = 0; i < size[STRUCTURES]; i++)
        s[i] = synthetic_structure(&kind, &state);
    t->data = data_of(t->sweep->recipe, s, size[STRUCTURES]);
}

static void make_tensors(struct task *t)
{
    make_data(t);
    const struct representation *all = &t->data->recipe->representation;
    struct representation one = *all;
    for (size_t i = 0; i < all->nterms; i++) {
        struct term *term = many_body_term(all, i);
        term->grid.bins = t->size[BINS];
        if (term->body == t->sweep->body)
            one = representation_of_term(all, i);
    }
    t->shared = many_body_row.make(&one);
}

static void run_tensors(struct task *t)
{
    void *work = many_body_row.work_new(t->shared, SIZE_MAX);
    struct tensor tensor = {0};
    for (size_t i = 0; i < t->data->n; i++) {
        const char *message = many_body_row.build(work, &t->data->structure[i], &tensor);
        if (message)
            die("%s", message);
    }
    tensor_free(&tensor);
    many_body_row.work_free(work);
}

static void make_set(struct task *t)
{
    make_data(t);
    data_build(t->data);
    t->set = data_set(t->data, false);
    t->out = mem_matrix(t->set->n * t->set->n, sizeof *t->out);
}

static void run_kernel(struct task *t)
{
    const struct kernel_part *k = &t->data->recipe->kernel.part[0];
    struct tile like = {k->function->measure, k, .rows = t->set, .columns = t->set};
    tile_matrix(&like, true, t->out, t->set->n);
}

/* A Gaussian kernel of points on a line. */
static void make_matrix(struct task *t)
{
    size_t n = t->size[STRUCTURES];
    t->row = mem_new(n, sizeof *t->row);
    for (size_t i = 0; i < n; i++) {
        double d = (double)(n - 1 - i) / 20;
        t->row[i] = exp(-d * d);
    }
    t->row[n - 1] += LAMBDA;
}

static void fill_matrix(struct task *t)
{
    size_t n = t->size[STRUCTURES];
    solver_free(&t->equations);
    t->equations = solver_new(solver_table, n);
    for (size_t i = 0; i < n; i++)
        memcpy(solver_row(&t->equations, i), t->row + n - 1 - i, (i + 1) * sizeof *t->row);
}

static void run_training(struct task *t)
{
    if (!solver_factor(&t->equations))
        die("not positive definite");
}

static void make_file(struct task *t)
{
    struct bytes path = {0};
    make_data(t);
    bytes_print(&path, "%s/scaling-%zu.xyz", t->folder, t->size[STRUCTURES]);
    t->path = (char *)path.at;
    FILE *f = fopen(t->path, "w");
    for (size_t i = 0; f && i < t->data->n; i++) {
        const struct structure *s = &t->data->structure[i];
        fprintf(f, "%zu\nProperties=species:S:1:pos:R:3 energy=%.4f pbc=\"F F F\"\n", s->sample.atoms, -1.0 - (double)i);
        for (size_t a = 0; a < s->sample.atoms; a++) {
            const double *x = s->position[a];
            fprintf(f, "%-2s %15.8f %15.8f %15.8f\n", element_symbol(s->number[a]), x[0], x[1], x[2]);
        }
    }
    if (!f || fclose(f) != 0)
        die("%s:", t->path);
}

static void run_reading(struct task *t)
{
    struct structure s = {0};
    struct structure_reader *r = structure_reader_open(&t->path, 1, &(struct structure_options){0});
    size_t n = 0;
    while (structure_reader_next(r, &s))
        n++;
    structure_free(&s);
    structure_reader_close(r);
    if (n != t->data->n)
        die("%s: %zu structures", t->path, n);
}

static void task_free(struct task *t)
{
    if (t->data)
        data_free(t->data);
    if (t->shared)
        many_body_row.discard(t->shared);
    if (t->set)
        panels_free(t->set);
    free(t->out);
    solver_free(&t->equations);
    free(t->row);
    if (t->path)
        unlink(t->path);
    free(t->path);
}

#define TENSORS make_tensors, NULL, run_tensors
#define KERNEL make_set, NULL, run_kernel
#define TRAINING make_matrix, fill_matrix, run_training
#define READING make_file, NULL, run_reading

/* Three steps are a power of ten. */
#define THIRD 2.15443469

static const struct sweep sweeps[] = {
    {"tensors", "structures", TENSORS, "molecules", 0, {0, 16, 4, 8, 100}, STRUCTURES, 64, 4096, 2, false, 1, 1},
    {"reading", "structures", READING, "molecules", 0, {0, 16, 4, 8, 0}, STRUCTURES, 64, 4096, 2, false, 1, 1},
    {"kernel", "structures", KERNEL, "molecules", 0, {0, 8, 4, 8, 0}, STRUCTURES, 64, 4096, 2, false, 2, 2},
    {"training", "structures", TRAINING, NULL, 0, {0}, STRUCTURES, 64, 4096, 2, false, 3, 3},
    {"tensors k=2", "elements", TENSORS, "crystals", 2, {4, 64, 0, 32, 100}, ELEMENTS, 1, 32, 2, true, 0, 2},
    {"tensors k=3", "elements", TENSORS, "crystals", 3, {4, 64, 0, 32, 100}, ELEMENTS, 1, 32, 2, true, 0, 3},
    {"kernel", "elements", KERNEL, "molecules", 0, {1024, 8, 4, 0, 0}, POOL, 4, 64, 2, false, -2, 0},
    {"tensors k=2", "atoms per cell", TENSORS, "crystals", 2, {4, 0, 4, 4, 100}, ATOMS, 8, 512, 2, true, 1, 1},
    {"tensors k=3", "atoms per cell", TENSORS, "crystals", 3, {4, 0, 4, 4, 100}, ATOMS, 8, 512, 2, true, 1, 1},
    {"tensors k=2", "atoms per cluster", TENSORS, "molecules", 2, {4, 0, 4, 4, 100}, ATOMS, 8, 512, 2, true, 2, 2},
    {"tensors k=3", "atoms per cluster", TENSORS, "molecules", 3, {1, 0, 4, 4, 100}, ATOMS, 8, 256, 2, true, 3, 3},
    {"tensors k=2", "bins (crystal)", TENSORS, "crystals", 2, {4, 64, 4, 4, 0}, BINS, 10, 1000, THIRD, true, 0, 0},
    {"tensors k=3", "bins (crystal)", TENSORS, "crystals", 3, {4, 64, 4, 4, 0}, BINS, 10, 1000, THIRD, true, 0, 0},
    {"tensors k=2", "bins (cluster)", TENSORS, "molecules", 2, {4, 32, 4, 4, 0}, BINS, 10, 1000, THIRD, true, 0, 1},
    {"tensors k=3", "bins (cluster)", TENSORS, "molecules", 3, {4, 32, 4, 4, 0}, BINS, 10, 1000, THIRD, true, 0, 1},
};
enum { SWEEPS = sizeof sweeps / sizeof *sweeps };

static void task_make(struct task *t, const struct sweep *s, double size, const char *folder)
{
    *t = (struct task){.sweep = s, .folder = folder};
    memcpy(t->size, s->size, sizeof t->size);
    t->size[s->grows] = (size_t)lround(size);
    s->make(t);
}

/* Seconds of the shortest of many runs. */
static double shortest(struct task *t)
{
    double start = bench_now(), shortest = INFINITY;
    do {
        if (t->sweep->prepare)
            t->sweep->prepare(t);
        double before = bench_worked();
        t->sweep->run(t);
        shortest = fmin(shortest, bench_worked() - before);
    } while (bench_now() - start < LONG);
    return shortest;
}

/* All points in turns, so that what disturbs one disturbs the others too. */
static void measure(struct curve *c, const struct sweep *s, const char *folder, size_t most)
{
    struct task task[POINTS_MAX];
    *c = (struct curve){s->work, s->quantity, s->each ? "s/structure" : "s", s->least, s->most, 0, {0}, {0}};
    for (double x = s->from; x < 1.01 * s->to && c->n < most; x *= s->factor, c->n++) {
        task_make(&task[c->n], s, x, folder);
        c->size[c->n] = (double)task[c->n].size[s->grows];
        c->second[c->n] = INFINITY;
    }
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < c->n; i++)
            c->second[i] = fmin(c->second[i], shortest(&task[i]) / (s->each ? (double)task[i].size[STRUCTURES] : 1));
    for (size_t i = 0; i < c->n; i++)
        task_free(&task[i]);
}

static void print(const struct curve *c)
{
    size_t last = c->n - 1;
    printf("%s\t%s\t%g\t%g\t%.3g\t%.3g\t%s\t%.2f\t%s\n", c->work, c->quantity, c->size[0], c->size[last], c->second[0],
           c->second[last], c->unit, curve_slope(c), curve_expected(c).text);
    fflush(stdout);
}

static void draw(const struct curve *curves, const char *path)
{
    struct bytes script = {0};
    curves_script(curves, SWEEPS, &script);
    gnuplot_draw(&script, PICTURE_SVG, path);
    bytes_free(&script);
}

int main(int argc, char **argv)
{
    struct curve curve[SWEEPS];
    struct bytes table = {0}, picture = {0};
    size_t most;
    say_as("scaling");
    if (argc != 4 || !number_count(argv[3], &most) || most == 1 || most == 2)
        die_usage("expected OUT FOLDER POINTS, 0 or at least 3");
    most = most > 0 && most < POINTS_MAX ? most : POINTS_MAX;
    threads_set(1);
    printf("work\tagainst\tfrom\tto\tat_from\tat_to\tunit\tslope\texpected\n");
    for (size_t i = 0; i < SWEEPS; i++) {
        measure(&curve[i], &sweeps[i], argv[2], most);
        print(&curve[i]);
    }
    bytes_print(&table, "%s.tsv", argv[1]);
    bytes_print(&picture, "%s.svg", argv[1]);
    curves_write(curve, SWEEPS, (char *)table.at);
    draw(curve, (char *)picture.at);
    bytes_free(&table);
    bytes_free(&picture);
    return EXIT_SUCCESS;
}
