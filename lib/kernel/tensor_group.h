/* Structures with their tensors, read from a stream. */
#ifndef MBTR_TENSOR_GROUP_H
#define MBTR_TENSOR_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"
#include "kernel/atom_panels.h"
#include "stream/local_records.h"
#include "stream/reader.h"

struct group_atom {
    size_t number, element;
    struct sample own; /* its properties */
};

/* Structures are what the kernel is of: where it does not add up atoms, an atom's record is one too. */
struct tensor_group {
    const struct kernel *kernel;
    struct atom_panels *panels;
    struct atom_panels *whole;  /* where the panels lack the blocks that others lack, and the kernel of a structure with itself
                                  takes them: the tensors with all; else NULL */
    struct local_records atoms; /* whether records are atoms, and which are still to come */
    size_t n;
    struct sample *sample;
    struct group_atom *atom; /* of a record that is an atom and a structure of its own, else 0 */
    size_t sample_capacity, atom_capacity;
};

/* As atom_panels_new; like: kernels are to be taken with that group. */
struct tensor_group *tensor_group_new(const struct kernel *kernel, const struct layout *layout, const double *scale,
                                      struct bin_basis *const *basis, size_t nterms, const double *between,
                                      const struct tensor_group *like);
void tensor_group_free(struct tensor_group *g);

/* An empty group will keep no numbers; the bytes it takes or would take. */
void tensor_group_outline(struct tensor_group *g);
size_t tensor_group_bytes(const struct tensor_group *g);

/* Forgets all structures. */
void tensor_group_clear(struct tensor_group *g);

/* Adds up to most structures of a stream, and finishes the panels. Tensors whose bins are none that the broadening of their
   terms leaves end the program. */
void tensor_group_read(struct tensor_group *g, struct reader *from, size_t most);

/* Adds a tensor that is in memory: of a structure, or where the kernel adds up atoms that of an atom, its structure's first being
   number 1; and finishes the panels when all are there, which name is for, as above. */
void tensor_group_add(struct tensor_group *g, const char *id, size_t atom, unsigned element, const struct tensor *t);
void tensor_group_finish(struct tensor_group *g, const char *name);

/* Adds a whole stream, its records also to the hash; one thread reads, all decode. */
void tensor_group_read_all(struct tensor_group *g, struct reader *from, struct hash *records);

#endif
