/* How the tensors of examples change, kept from one trial to the next while there is memory: finding that is most of the work of
   learning by least squares. */
#ifndef MBTR_KNOWN_CHANGES_H
#define MBTR_KNOWN_CHANGES_H

#include <stddef.h>

#include "learn/changes.h"

struct known_changes;

/* Of n structures, none known yet; half of the memory that there is at most. */
struct known_changes *known_changes_new(size_t n);
void known_changes_free(struct known_changes *k);

/* Forgets all: tensors are others now. */
void known_changes_forget(struct known_changes *k);

/* Those of a structure; NULL: they are not known. */
const struct changes *known_changes_get(const struct known_changes *k, size_t structure);

/* Takes those of a structure over, of as many tensors as it has, and leaves {0}; or leaves them as they are, where there is no room
   for more. Of different structures at once by several threads. Returns them where they are then. */
const struct changes *known_changes_put(struct known_changes *k, size_t structure, size_t ntensors, struct changes *c);

#endif
