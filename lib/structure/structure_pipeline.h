/* Structures that all threads work on, and what is made of them, in their order: memory is that of a few structures. */
#ifndef MBTR_STRUCTURE_PIPELINE_H
#define MBTR_STRUCTURE_PIPELINE_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/output.h"
#include "structure/structure.h"
#include "structure/structure_reader.h"

/* What is made of structures, appended. */
struct structure_text {
    struct bytes frames, rows; /* for out and log */
    struct bytes warnings;     /* each ends with a NUL */
};

struct structure_pipeline {
    size_t chunk; /* structures that a thread takes at once, so that each has enough to do */
    size_t slots; /* chunks that there is memory for: where some take much longer than others, threads wait for fewer of them */
    void (*work)(void *context, size_t thread, struct structure *s, struct structure_text *to);
    void *context;
    struct output *out, *log; /* log NULL: there are no rows */
};

/* Until there are no more structures; threads are numbered from 0. */
void structure_pipeline_run(const struct structure_pipeline *p, struct structure_reader *from);

#endif
