#include "stream/record_pipeline.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/pipeline.h"

/* Records that a thread decodes at once: as many as have BATCH_BYTES, so that they stay in caches from reading to use. */
enum { BATCH = 64, BATCH_BYTES = 1 << 16 };

struct record_batch {
    struct parcel parcel[BATCH];
    struct record record[BATCH];
    size_t n;
};

struct decoding {
    struct reader *from;
    const struct record_pipeline *each;
    void *context;
    struct record_batch *batch; /* per slot */
};

static bool take(void *context, size_t slot)
{
    struct decoding *j = context;
    struct record_batch *b = &j->batch[slot];
    size_t bytes = 0;
    for (b->n = 0; b->n < BATCH && bytes < BATCH_BYTES && reader_take(j->from, &b->parcel[b->n]); b->n++) {
        if (j->each->take)
            j->each->take(j->context, &b->parcel[b->n]);
        bytes += b->parcel[b->n].bytes.length;
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
    struct decoding *j = context;
    struct record_batch *b = &j->batch[slot];
    (void)part;
    for (size_t i = 0; i < b->n; i++)
        reader_decode(&b->parcel[i], reader_header(j->from), &b->record[i]);
}

static void use(void *context, size_t slot)
{
    struct decoding *j = context;
    struct record_batch *b = &j->batch[slot];
    for (size_t i = 0; i < b->n; i++)
        j->each->use(j->context, &b->parcel[i], &b->record[i]);
}

void record_pipeline_run(struct reader *from, const struct record_pipeline *e, void *context)
{
    struct pipeline p = {pipeline_slots(1), take, one_part, decode, use};
    struct decoding j = {from, e, context, mem_zero(p.slots, sizeof *j.batch)};
    pipeline_run(&p, &j);
    for (size_t i = 0; i < p.slots; i++)
        for (size_t k = 0; k < BATCH; k++) {
            bytes_free(&j.batch[i].parcel[k].bytes);
            record_free(&j.batch[i].record[k]);
        }
    free(j.batch);
}
