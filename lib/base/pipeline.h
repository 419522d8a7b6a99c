/* Work that comes in pieces and leaves in their order: while pieces are read and written, one at a time, others are
   worked on by all threads. Memory is that of a few pieces, the slots. */
#ifndef MBTR_PIPELINE_H
#define MBTR_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>

struct pipeline {
    size_t slots;
    bool (*fill)(void *context, size_t slot);              /* puts the next piece there; false when there is none */
    size_t (*parts)(void *context, size_t slot);           /* parts of it that can be worked on at once */
    void (*work)(void *context, size_t slot, size_t part); /* in any thread, with any other fill, work and drain */
    void (*drain)(void *context, size_t slot);             /* when all parts are done, in the order of fill */
};

/* Slots that keep all threads at work where a piece has this many parts. */
size_t pipeline_slots(size_t parts);

void pipeline_run(const struct pipeline *p, void *context);

#endif
