/* All records of a stream in their order: one thread reads, all decode, in constant memory. */
#ifndef MBTR_RECORD_PIPELINE_H
#define MBTR_RECORD_PIPELINE_H

#include "stream/reader.h"
#include "stream/record.h"

struct record_pipeline {
    void (*take)(void *context, const struct parcel *p);                  /* as it stands in the stream; may be NULL */
    void (*use)(void *context, const struct parcel *p, struct record *r); /* decoded; what it takes away it sets to {0} */
};

/* Reads the rest of the stream. take and use are called in the order of records, take before use. */
void record_pipeline_run(struct reader *from, const struct record_pipeline *e, void *context);

#endif
