/* xyz_frame IN.xyz OUT.xyz PROPERTY [bare]: writes each structure with made numbers (tests/reference/frames_ase.py knows them)
   for predictions and references, bare: only an energy, and reads all of it again: the same to the bit. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/say.h"
#include "structure/structure_reader.h"
#include "structure/xyz_frame.h"

/* A number that most decimals do not hold. */
static double made(size_t k)
{
    return ((double)(k * 7919 % 10007) - 5003) / 977;
}

struct results {
    double (*force)[3], stress[3][3];
    struct xyz_results as;
};

static void make(struct results *r, const struct structure *s, size_t k, bool bare)
{
    r->force = mem_resize(r->force, s->sample.atoms, sizeof *r->force);
    for (size_t i = 0; i < 3 * s->sample.atoms; i++)
        r->force[i / 3][i % 3] = made(k + 10 + i);
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            r->stress[i][j] = made(k + 1 + i + j + (i * j > 0));
    r->as = (struct xyz_results){.energy = made(k)};
    if (bare)
        return;
    r->as.force = (const double(*)[3])r->force;
    if (s->pbc[0] && s->pbc[1] && s->pbc[2])
        r->as.stress = (const double(*)[3])r->stress;
}

static void expect(bool as_it_was, const struct structure *s, const char *what)
{
    if (!as_it_was)
        die("%s:%zu: %s: %s is another", s->file, s->line, s->sample.id, what);
}

static void compare_results(const struct structure *s, const char *prefix, const char *property, const struct results *r)
{
    char name[3][80];
    snprintf(name[0], sizeof name[0], "%s%s", prefix, property);
    snprintf(name[1], sizeof name[1], "%sforces", prefix);
    snprintf(name[2], sizeof name[2], "%sstress", prefix);
    const double *energy = sample_property(&s->sample, name[0]);
    size_t v = structure_find_name(&s->vectors, name[1]), t = structure_find_name(&s->tensors, name[2]);
    expect(energy && *energy == r->as.energy, s, name[0]);
    expect((v < s->vectors.n) == (r->as.force != NULL), s, name[1]);
    expect((t < s->tensors.n) == (r->as.stress != NULL), s, name[2]);
    for (size_t a = 0; r->as.force && a < s->sample.atoms; a++)
        expect(memcmp(s->vectors.value + 3 * (a * s->vectors.n + v), r->force[a], sizeof r->force[a]) == 0, s, name[1]);
    expect(!r->as.stress || memcmp(s->tensors.value + 9 * t, r->stress, sizeof r->stress) == 0, s, name[2]);
}

static void compare(const struct structure *s, const struct structure *before)
{
    size_t n = s->sample.atoms;
    expect(structure_same_atoms(s->number, n, before->number, before->sample.atoms), s, "an atom");
    expect(strcmp(s->sample.id, before->sample.id) == 0, s, "id");
    expect(memcmp(s->position, before->position, n * sizeof *s->position) == 0, s, "a position");
    expect(memcmp(s->cell, before->cell, sizeof s->cell) == 0, s, "cell");
    expect(memcmp(s->pbc, before->pbc, sizeof s->pbc) == 0, s, "pbc");
}

int main(int argc, char **argv)
{
    struct structure_options options = {.vectors = true};
    struct structure s = {0}, again = {0};
    struct results r[2] = {{0}};
    struct bytes text = {0};
    say_as("xyz_frame");
    if (argc < 4)
        die("expected IN.xyz OUT.xyz PROPERTY");
    bool bare = argc > 4;
    struct structure_reader *from = structure_reader_open(argv + 1, 1, &options);
    struct output *out = output_open(argv[2], OUTPUT_TEXT);
    for (size_t k = 0; structure_reader_next(from, &s); k += 1000) {
        make(&r[0], &s, k, bare);
        make(&r[1], &s, k + 500, bare);
        xyz_frame_write(&s, argv[3], &r[0].as, bare ? NULL : &r[1].as, &text);
    }
    output_write(out, text.at, text.length);
    output_close(out);
    output_commit();
    structure_reader_close(from);
    from = structure_reader_open(argv + 1, 1, &options);
    struct structure_reader *to = structure_reader_open(argv + 2, 1, &options);
    for (size_t k = 0; structure_reader_next(from, &s); k += 1000) {
        expect(structure_reader_next(to, &again), &s, "the number of structures");
        compare(&again, &s);
        for (size_t i = 0; i < (bare ? 1 : 2); i++) {
            make(&r[i], &s, k + 500 * i, bare);
            compare_results(&again, i ? XYZ_FRAME_REFERENCE : "", argv[3], &r[i]);
        }
    }
    expect(!structure_reader_next(to, &again), &s, "the number of structures");
    structure_reader_close(from);
    structure_reader_close(to);
    structure_free(&s);
    structure_free(&again);
    bytes_free(&text);
    free(r[0].force);
    free(r[1].force);
    return 0;
}
