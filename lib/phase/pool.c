#include "phase/pool.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/progress.h"
#include "structure/structure_reader.h"

struct pool *pool_read(char *const *paths, size_t count, const struct structure_options *options, bool per_atom)
{
    struct pool *pool = mem_zero(1, sizeof *pool);
    struct structure_options keep = *options;
    struct structure s = {0};
    size_t structures = 0, frames = 0;
    keep.keep_frame = true;
    struct structure_reader *r = structure_reader_open(paths, count, &keep);
    struct progress progress = progress_start("structures", 0);
    for (; structure_reader_next(r, &s); pool->n++, s = (struct structure){0}) {
        pool->structure = mem_grow(pool->structure, &structures, pool->n + 1, sizeof *pool->structure);
        pool->frame = mem_grow(pool->frame, &frames, pool->n + 1, sizeof *pool->frame);
        pool->structure[pool->n] = s;
        pool->frame[pool->n] = (struct bytes){0};
        bytes_put(&pool->frame[pool->n], structure_reader_frame(r)->at, structure_reader_frame(r)->length);
        progress_step(&progress, 1);
    }
    progress_end(&progress);
    structure_free(&s);
    structure_reader_close(r);
    if (pool->n == 0)
        die("expected structures to search, found none");
    pool->per_atom = per_atom;
    for (size_t i = 0; i < pool->n; i++)
        composition_add_sample(&pool->x, &pool->structure[i].sample);
    return pool;
}

void pool_free(struct pool *pool)
{
    for (size_t i = 0; i < pool->n; i++) {
        structure_free(&pool->structure[i]);
        bytes_free(&pool->frame[i]);
    }
    free(pool->structure);
    free(pool->frame);
    composition_free(&pool->x);
    free(pool);
}

bool pool_is_pure(const struct pool *pool, size_t structure)
{
    return pool->structure[structure].sample.nelements == 1;
}

double pool_per_atom(const struct pool *pool, size_t structure, double energy)
{
    return pool->per_atom ? energy : energy / (double)pool->structure[structure].sample.atoms;
}

double pool_energy(const struct pool *pool, size_t structure, double per_atom)
{
    return pool->per_atom ? per_atom : per_atom * (double)pool->structure[structure].sample.atoms;
}
