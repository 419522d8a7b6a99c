#include "learn/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pipeline.h"

struct group *group_new(const struct kernel *kernel, const struct layout *layout, const double *scale, size_t nterms,
                        bool local, const struct group *like)
{
    struct group *g = mem_zero(1, sizeof *g);
    g->sets = sets_new(kernel, layout, scale, nterms, like ? like->sets : NULL);
    g->whole = like && local ? sets_new(kernel, layout, scale, nterms, NULL) : NULL;
    g->local = local;
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

/* An atom's id ends in ":atom", which its structure's does not. */
static void strip_atom(char *id)
{
    char *colon = strrchr(id, ':');
    if (colon)
        *colon = '\0';
}

/* Begins a structure with its sample, which the record gives away. */
static void begin(struct group *g, struct record *record)
{
    g->sample = mem_grow(g->sample, &g->sample_capacity, g->n + 1, sizeof *g->sample);
    g->first = mem_grow(g->first, &g->first_capacity, g->n + 2, sizeof *g->first);
    g->first[g->n] = g->sets->n;
    g->sample[g->n] = record->sample;
    record->sample = (struct sample){0};
    g->missing = g->local ? g->sample[g->n].atoms : 1;
    if (g->local)
        strip_atom(g->sample[g->n].id);
    g->n++;
}

/* Adds the next record of a stream, which came in this parcel. */
static void add(struct group *g, const struct parcel *p, struct record *record)
{
    size_t atom = g->missing ? g->sample[g->n - 1].atoms - g->missing + 1 : 1;
    if (g->local && record->atom != atom)
        die("%s: record %zu (%s): expected atom %zu of a structure, found atom %zu", p->file, p->record,
            record->sample.id, atom, record->atom);
    if (!g->missing)
        begin(g, record);
    sets_add(g->sets, &record->tensor);
    if (g->whole)
        sets_add(g->whole, &record->tensor);
    g->first[g->n] = g->sets->n;
    g->missing--;
    g->last_file = p->file;
    g->last_record = p->record;
}

/* When nothing more will be added. */
static void finish(struct group *g)
{
    if (g->missing) {
        const struct sample *s = &g->sample[g->n - 1];
        size_t atoms = s->atoms - g->missing;
        die("%s: record %zu (%s:%zu): the structure has %zu atoms, the stream ends after %zu", g->last_file,
            g->last_record, s->id, atoms, s->atoms, atoms);
    }
    sets_finish(g->sets);
    if (g->whole)
        sets_finish(g->whole);
}

void group_read(struct group *g, struct reader *from, size_t most)
{
    struct parcel parcel = {0};
    struct record record = {0};
    size_t end = g->n + most;
    while ((g->n < end || g->missing) && reader_take(from, &parcel)) {
        parcel_decode(&parcel, reader_header(from), &record);
        add(g, &parcel, &record);
    }
    bytes_free(&parcel.bytes);
    record_free(&record);
    finish(g);
}

/* Records that a thread decodes at once: as many as have BATCH_BYTES, so that they stay in caches from reading to adding. */
enum { BATCH = 64, BATCH_BYTES = 1 << 16 };

struct batch {
    struct parcel parcel[BATCH];
    struct record record[BATCH];
    size_t n;
};

struct job {
    struct group *group;
    struct reader *from;
    struct digest *digest;
    struct batch *batch; /* per slot */
};

static bool take(void *context, size_t slot)
{
    struct job *j = context;
    struct batch *b = &j->batch[slot];
    size_t bytes = 0;
    for (b->n = 0; b->n < BATCH && bytes < BATCH_BYTES && reader_take(j->from, &b->parcel[b->n]); b->n++) {
        const struct bytes *raw = &b->parcel[b->n].bytes;
        digest_record(j->digest, raw->at, raw->length);
        bytes += raw->length;
    }
    return b->n > 0;
}

static size_t one_part(void *context, size_t slot)
{
    (void)context;
    (void)slot;
    return 1;
}

static void decode(void *context, size_t slot, size_t part)
{
    struct job *j = context;
    struct batch *b = &j->batch[slot];
    (void)part;
    for (size_t i = 0; i < b->n; i++)
        parcel_decode(&b->parcel[i], reader_header(j->from), &b->record[i]);
}

static void add_batch(void *context, size_t slot)
{
    struct job *j = context;
    struct batch *b = &j->batch[slot];
    for (size_t i = 0; i < b->n; i++)
        add(j->group, &b->parcel[i], &b->record[i]);
}

void group_read_all(struct group *g, struct reader *from, struct digest *digest)
{
    struct pipeline p = {pipeline_slots(1), take, one_part, decode, add_batch};
    struct job j = {g, from, digest, mem_zero(p.slots, sizeof *j.batch)};
    pipeline_run(&p, &j);
    for (size_t i = 0; i < p.slots; i++)
        for (size_t k = 0; k < BATCH; k++) {
            bytes_free(&j.batch[i].parcel[k].bytes);
            record_free(&j.batch[i].record[k]);
        }
    free(j.batch);
    finish(g);
}
