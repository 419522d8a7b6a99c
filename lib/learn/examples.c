#include "learn/examples.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/progress.h"
#include "learn/split.h"
#include "structure/structure_reader.h"

struct examples *examples_read(char *const *paths, size_t count, const struct structure_options *options, const char *property)
{
    struct examples *e = mem_zero(1, sizeof *e);
    struct structure s = {0};
    size_t structures = 0, targets = 0;
    struct structure_reader *r = structure_reader_open(paths, count, options);
    struct progress progress = progress_start("structures", 0);
    for (; structure_reader_next(r, &s); e->n++, s = (struct structure){0}) {
        double target = structure_target(&s, property);
        e->structure = mem_grow(e->structure, &structures, e->n + 1, sizeof *e->structure);
        e->target = mem_grow(e->target, &targets, e->n + 1, sizeof *e->target);
        e->structure[e->n] = s;
        e->target[e->n] = target;
        progress_step(&progress, 1);
    }
    progress_end(&progress);
    structure_free(&s);
    structure_reader_close(r);
    return e;
}

void examples_free(struct examples *e)
{
    for (size_t i = 0; i < e->n; i++)
        structure_free(&e->structure[i]);
    free(e->structure);
    free(e->target);
    free(e);
}

double *examples_strata(const struct examples *e, const char *key)
{
    double *to = mem_new(e->n, sizeof *to);
    for (size_t i = 0; i < e->n; i++) {
        const struct structure *s = &e->structure[i];
        if (!key)
            to[i] = e->target[i];
        else if (!split_stratum(&s->sample, key, &to[i]))
            structure_lacks(s, key);
    }
    return to;
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
    for (size_t i = 0; i < e->n; i++)
        if (c[i].chosen) {
            e->structure[kept] = e->structure[i];
            e->target[kept++] = e->target[i];
        } else {
            structure_free(&e->structure[i]);
        }
    e->n = kept;
    free(value);
    free(c);
}

void examples_same_atoms(const struct examples *e)
{
    const struct structure *first = e->structure;
    for (size_t i = 1; i < e->n; i++)
        structure_expect_atoms(&e->structure[i], first->number, first->sample.atoms);
}

void examples_bytes(const struct examples *e, struct bytes *to)
{
    for (size_t i = 0; i < e->n; i++) {
        structure_bytes(&e->structure[i], to);
        bytes_put(to, &e->target[i], sizeof e->target[i]);
    }
}
