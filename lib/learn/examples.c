#include "learn/examples.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/progress.h"
#include "learn/split.h"
#include "structure/forces.h"
#include "structure/structure_reader.h"

struct capacities {
    size_t structures, forces, samples, targets, of;
};

/* Adds an empty row, of a structure. */
static size_t add_row(struct examples *e, struct capacities *c, size_t structure)
{
    e->sample = mem_grow(e->sample, &c->samples, e->rows + 1, sizeof *e->sample);
    e->target = mem_grow(e->target, &c->targets, e->rows + 1, sizeof *e->target);
    e->of = mem_grow(e->of, &c->of, e->rows + 1, sizeof *e->of);
    e->of[e->rows] = structure;
    return e->rows++;
}

static void add_atoms(struct examples *e, struct capacities *c, size_t i, const char *property,
                      const struct element_set *elements)
{
    const struct structure *s = &e->structure[i];
    for (size_t a = 0; a < s->sample.atoms; a++) {
        if (!element_set_has(elements, s->number[a]))
            continue;
        size_t row = add_row(e, c, i);
        e->target[row] = structure_atom_target(s, a, property);
        e->sample[row] = structure_atom_sample(s, a);
    }
}

static void add_forces(struct examples *e, struct capacities *c, size_t i, const struct regression *g)
{
    const struct structure *s = &e->structure[i];
    struct example_forces f = {0};
    if (g->forces) {
        f.force = mem_new(s->sample.atoms, sizeof *f.force);
        forces_of_atoms(s, g->forces, f.force);
    }
    f.has_stress = g->stress && forces_stress(s, g->stress, f.stress);
    e->forces = mem_grow(e->forces, &c->forces, i + 1, sizeof *e->forces);
    e->forces[i] = f;
}

struct examples *examples_read(char *const *paths, size_t count, const struct structure_options *options,
                               const struct regression *g, const struct element_set *elements)
{
    struct examples *e = mem_zero(1, sizeof *e);
    struct structure s = {0};
    struct capacities c = {0};
    struct structure_reader *r = structure_reader_open(paths, count, options);
    struct progress progress = progress_start("structures", 0);
    e->of_atoms = g->of_atoms;
    for (; structure_reader_next(r, &s); e->n++, s = (struct structure){0}) {
        e->structure = mem_grow(e->structure, &c.structures, e->n + 1, sizeof *e->structure);
        e->structure[e->n] = s;
        if (regression_has_forces(g))
            add_forces(e, &c, e->n, g);
        if (g->of_atoms)
            add_atoms(e, &c, e->n, g->property, elements);
        else {
            size_t row = add_row(e, &c, e->n);
            e->target[row] = structure_target(&s, g->property);
            e->sample[row] = s.sample;
        }
        progress_step(&progress, 1);
    }
    progress_end(&progress);
    structure_free(&s);
    structure_reader_close(r);
    if (e->n > 0 && e->rows == 0)
        die("--elements: there is no atom of these elements");
    return e;
}

static void free_structure(struct examples *e, size_t i)
{
    structure_free(&e->structure[i]);
    if (e->forces)
        free(e->forces[i].force);
}

void examples_free(struct examples *e)
{
    for (size_t i = 0; e->of_atoms && i < e->rows; i++)
        sample_free(&e->sample[i]);
    for (size_t i = 0; i < e->n; i++)
        free_structure(e, i);
    free(e->structure);
    free(e->forces);
    free(e->sample);
    free(e->target);
    free(e->of);
    free(e);
}

/* Of each structure the mean target of its rows; 0 where it has none. */
static void mean_targets(const struct examples *e, double *to)
{
    size_t rows = 0;
    for (size_t i = 0; i < e->n; i++) {
        size_t first = rows;
        for (to[i] = 0; rows < e->rows && e->of[rows] == i; rows++)
            to[i] += e->target[rows];
        to[i] /= rows > first ? (double)(rows - first) : 1;
    }
}

double *examples_strata(const struct examples *e, const char *key)
{
    double *to = mem_new(e->n, sizeof *to);
    if (!key)
        mean_targets(e, to);
    for (size_t i = 0; key && i < e->n; i++)
        if (!split_stratum(&e->structure[i].sample, key, &to[i]))
            structure_lacks(&e->structure[i], key);
    return to;
}

/* Keeps the rows of the structures that are chosen. */
static void keep_rows(struct examples *e, const struct split_candidate *c)
{
    size_t kept = 0, structures = 0;
    for (size_t i = 0, row = 0; i < e->n; structures += c[i++].chosen)
        for (; row < e->rows && e->of[row] == i; row++)
            if (c[i].chosen) {
                e->sample[kept] = e->sample[row];
                e->target[kept] = e->target[row];
                e->of[kept++] = structures;
            } else if (e->of_atoms)
                sample_free(&e->sample[row]);
    e->rows = kept;
}

void examples_choose(struct examples *e, const char *key, size_t number, uint64_t seed)
{
    if (number > e->n)
        die("-n %zu: expected at least as many structures, found %zu", number, e->n);
    struct split_candidate *c = mem_zero(e->n, sizeof *c);
    double *value = examples_strata(e, key);
    size_t kept = 0;
    for (size_t i = 0; i < e->n; i++)
        c[i].value = value[i];
    split_choose(c, e->n, number, seed);
    keep_rows(e, c);
    for (size_t i = 0; i < e->n; i++) {
        if (!c[i].chosen) {
            free_structure(e, i);
            continue;
        }
        e->structure[kept] = e->structure[i];
        if (e->forces)
            e->forces[kept] = e->forces[i];
        kept++;
    }
    e->n = kept;
    free(value);
    free(c);
}

static void view_rows(struct examples *to, const struct examples *e, const bool *keep, const size_t *place)
{
    to->sample = mem_new(e->rows, sizeof *to->sample);
    to->target = mem_new(e->rows, sizeof *to->target);
    to->of = mem_new(e->rows, sizeof *to->of);
    for (size_t row = 0; row < e->rows; row++) {
        if (!keep[e->of[row]])
            continue;
        to->sample[to->rows] = e->sample[row];
        to->target[to->rows] = e->target[row];
        to->of[to->rows++] = place[e->of[row]];
    }
}

struct examples *examples_view(const struct examples *e, const bool *keep)
{
    struct examples *to = mem_zero(1, sizeof *to);
    size_t *place = mem_new(e->n, sizeof *place);
    to->of_atoms = e->of_atoms;
    to->structure = mem_new(e->n, sizeof *to->structure);
    to->forces = e->forces ? mem_new(e->n, sizeof *to->forces) : NULL;
    for (size_t i = 0; i < e->n; i++) {
        place[i] = to->n;
        to->structure[to->n] = e->structure[i];
        if (e->forces)
            to->forces[to->n] = e->forces[i];
        to->n += keep[i];
    }
    view_rows(to, e, keep, place);
    free(place);
    return to;
}

void examples_view_free(struct examples *view)
{
    free(view->structure);
    free(view->forces);
    free(view->sample);
    free(view->target);
    free(view->of);
    free(view);
}

size_t examples_rows(const struct examples *e, const size_t *structure, size_t n, size_t *to)
{
    size_t count = 0;
    for (size_t row = 0, i = 0; row < e->rows; row++) {
        while (i < n && structure[i] < e->of[row])
            i++;
        if (i < n && structure[i] == e->of[row])
            to[count++] = row;
    }
    return count;
}

struct record examples_record(const struct examples *e, size_t structure)
{
    struct record r = {.sample = e->structure[structure].sample, .geometry = e->structure[structure]};
    if (!e->forces)
        return r;
    struct example_forces *f = &e->forces[structure];
    r.force = f->force;
    r.nforces = f->force ? r.sample.atoms : 0;
    r.has_stress = f->has_stress;
    memcpy(r.stress, f->stress, sizeof r.stress);
    return r;
}

void examples_same_atoms(const struct examples *e)
{
    const struct structure *first = e->structure;
    for (size_t i = 1; i < e->n; i++)
        structure_expect_atoms(&e->structure[i], first->number, first->sample.atoms);
}

static void put_forces(const struct example_forces *f, size_t atoms, struct bytes *to)
{
    if (f->force)
        bytes_put(to, f->force, atoms * sizeof *f->force);
    if (f->has_stress)
        bytes_put(to, f->stress, sizeof f->stress);
}

void examples_bytes(const struct examples *e, struct bytes *to)
{
    for (size_t i = 0, row = 0; i < e->n; i++) {
        structure_bytes(&e->structure[i], to);
        if (e->forces)
            put_forces(&e->forces[i], e->structure[i].sample.atoms, to);
        for (; row < e->rows && e->of[row] == i; row++)
            bytes_put(to, &e->target[row], sizeof e->target[row]);
    }
}
