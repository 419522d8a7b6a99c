/* Structures with their tensors, read from a stream. */
#ifndef MBTR_GROUP_H
#define MBTR_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"
#include "learn/sets.h"
#include "stream/local_records.h"
#include "stream/reader.h"

/* Tensors of structure i are number first[i] to first[i+1]-1 of the sets; one each, or one per atom. */
struct group {
    struct sets *sets;
    struct sets *whole; /* of atoms, where the sets lack the blocks that others lack: the tensors with all; else NULL */
    struct local_records atoms; /* whether records are atoms, and which are still to come */
    size_t n;
    struct sample *sample;
    size_t *first;
    size_t sample_capacity, first_capacity;
};

/* As sets_new; like: kernels are to be taken with that group. */
struct group *group_new(const struct kernel *kernel, const struct layout *layout, const double *scale, size_t nterms,
                        bool local, const struct group *like);
void group_free(struct group *g);

/* An empty group will keep no numbers; the bytes it takes or would take. */
void group_outline(struct group *g);
size_t group_bytes(const struct group *g);

/* Forgets all structures. */
void group_clear(struct group *g);

/* Adds up to most structures of a stream, and finishes the sets. */
void group_read(struct group *g, struct reader *from, size_t most);

/* Adds a whole stream, its records also to the hash; one thread reads, all decode. */
void group_read_all(struct group *g, struct reader *from, struct hash *records);

#endif
