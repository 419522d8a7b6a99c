/* All records of a stream in their order: one thread reads, all decode, in constant memory. */
#ifndef MBTR_EACH_H
#define MBTR_EACH_H

#include "stream/stream.h"

struct each {
    void (*take)(void *context, const struct parcel *p); /* as it stands in the stream; may be NULL */
    void (*use)(void *context, const struct parcel *p,
                struct record *r); /* decoded; what it takes away it sets to {0} */
};

/* Reads the rest of the stream. take and use are called in the order of records, take before use. */
void reader_each(struct reader *from, const struct each *e, void *context);

#endif
