#include "phase/pool.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/progress.h"
#include "structure/structure_reader.h"

struct pool *pool_read(char *const *paths, size_t count, const struct structure_options *options, bool per_atom)
{
    struct pool *c = mem_zero(1, sizeof *c);
    struct structure_options keep = *options;
    struct structure s = {0};
    size_t structures = 0, frames = 0;
    keep.keep_frame = true;
    struct structure_reader *r = structure_reader_open(paths, count, &keep);
    struct progress progress = progress_start("structures", 0);
    for (; structure_reader_next(r, &s); c->n++, s = (struct structure){0}) {
        c->structure = mem_grow(c->structure, &structures, c->n + 1, sizeof *c->structure);
        c->frame = mem_grow(c->frame, &frames, c->n + 1, sizeof *c->frame);
        c->structure[c->n] = s;
        c->frame[c->n] = (struct bytes){0};
        bytes_put(&c->frame[c->n], structure_reader_frame(r)->at, structure_reader_frame(r)->length);
        progress_step(&progress, 1);
    }
    progress_end(&progress);
    structure_free(&s);
    structure_reader_close(r);
    if (c->n == 0)
        die("expected structures to search, found none");
    c->per_atom = per_atom;
    for (size_t i = 0; i < c->n; i++)
        composition_add_sample(&c->x, &c->structure[i].sample);
    composition_spread(&c->x);
    return c;
}

void pool_free(struct pool *c)
{
    for (size_t i = 0; i < c->n; i++) {
        structure_free(&c->structure[i]);
        bytes_free(&c->frame[i]);
    }
    free(c->structure);
    free(c->frame);
    composition_free(&c->x);
    free(c);
}

bool pool_is_pure(const struct pool *c, size_t structure)
{
    return c->structure[structure].sample.nelements == 1;
}

double pool_per_atom(const struct pool *c, size_t structure, double energy)
{
    return c->per_atom ? energy : energy / (double)c->structure[structure].sample.atoms;
}

double pool_energy(const struct pool *c, size_t structure, double per_atom)
{
    return c->per_atom ? per_atom : per_atom * (double)c->structure[structure].sample.atoms;
}
