#include "learn/group.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/size.h"
#include "stream/record_pipeline.h"

struct group *group_new(const struct kernel *kernel, const struct layout *layout, const double *scale, size_t nterms,
                        bool local, const struct group *like)
{
    struct group *g = mem_zero(1, sizeof *g);
    g->sets = sets_new(kernel, layout, scale, nterms, like ? like->sets : NULL);
    g->whole = like && local ? sets_new(kernel, layout, scale, nterms, NULL) : NULL;
    g->atoms.local = local;
    return g;
}

void group_clear(struct group *g)
{
    for (size_t i = 0; i < g->n; i++)
        sample_free(&g->sample[i]);
    g->n = 0;
    sets_clear(g->sets);
    if (g->whole)
        sets_clear(g->whole);
}

void group_free(struct group *g)
{
    group_clear(g);
    free(g->sample);
    free(g->first);
    sets_free(g->sets);
    if (g->whole)
        sets_free(g->whole);
    free(g);
}

void group_outline(struct group *g)
{
    sets_outline(g->sets);
    if (g->whole)
        sets_outline(g->whole);
}

size_t group_bytes(const struct group *g)
{
    return size_add(sets_bytes(g->sets), g->whole ? sets_bytes(g->whole) : 0);
}

/* Begins a structure with its sample, which the record gives away. */
static void begin(struct group *g, struct record *record)
{
    g->sample = mem_grow(g->sample, &g->sample_capacity, g->n + 1, sizeof *g->sample);
    g->first = mem_grow(g->first, &g->first_capacity, g->n + 2, sizeof *g->first);
    g->first[g->n] = g->sets->n;
    g->sample[g->n++] = record->sample;
    record->sample = (struct sample){0};
}

/* Adds the next record of a stream, which came in this parcel. */
static void add(struct group *g, const struct parcel *p, struct record *record)
{
    if (local_records_next(&g->atoms, p, record))
        begin(g, record);
    sets_add(g->sets, &record->tensor);
    if (g->whole)
        sets_add(g->whole, &record->tensor);
    g->first[g->n] = g->sets->n;
}

/* When nothing more will be added. */
static void finish(struct group *g)
{
    local_records_end(&g->atoms, g->n ? &g->sample[g->n - 1] : NULL);
    sets_finish(g->sets);
    if (g->whole)
        sets_finish(g->whole);
}

void group_read(struct group *g, struct reader *from, size_t most)
{
    struct parcel parcel = {0};
    struct record record = {0};
    size_t end = g->n + most;
    while ((g->n < end || g->atoms.missing) && reader_take(from, &parcel)) {
        reader_decode(&parcel, reader_header(from), &record);
        add(g, &parcel, &record);
    }
    bytes_free(&parcel.bytes);
    record_free(&record);
    finish(g);
}

struct job {
    struct group *group;
    struct hash *records;
};

static void take(void *context, const struct parcel *p)
{
    hash_add(((struct job *)context)->records, p->bytes.at, p->bytes.length);
}

static void use(void *context, const struct parcel *p, struct record *record)
{
    add(((struct job *)context)->group, p, record);
}

void group_read_all(struct group *g, struct reader *from, struct hash *records)
{
    record_pipeline_run(from, &(struct record_pipeline){take, use}, &(struct job){g, records});
    finish(g);
}
