/* Where structures that are learned from, or tried by, come from, with what is observed of them: a stream of tensors, or examples
   in memory, whose tensors are made when they are asked for. */
#ifndef MBTR_OBSERVED_SOURCE_H
#define MBTR_OBSERVED_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/examples.h"
#include "learn/observed.h"
#include "learn/regression.h"
#include "stream/kernel_label.h"
#include "stream/reader.h"
#include "tensor/representation.h"

struct observed_source;

/* A stream, from its next record on. Both are borrowed. */
struct observed_source *observed_source_of_stream(struct reader *from, const struct regression *g);

/* n of the examples, those of these numbers in this order, with tensors of structures or (atoms) of atoms; known: where changes of
   the examples' tensors are kept (NULL: nowhere). All are borrowed. */
struct observed_source *observed_source_of_examples(const struct examples *e, const size_t *which, size_t n,
                                                    const struct representation *r, bool atoms, struct known_changes *known);
void observed_source_free(struct observed_source *s);

/* What the header of a stream of these tensors tells of them, and where they come from, for messages. */
const struct header *observed_source_header(const struct observed_source *s);
const char *observed_source_name(const struct observed_source *s);

/* Reads up to n structures; returns how many there were, fewer than n at the end. One that lacks the property, or its forces'
   structure, or an atom, or has no tensors, ends the program. By all threads. */
size_t observed_source_read(struct observed_source *s, struct observed *o, size_t n);

/* The digest of a kernel of this label whose training set is what was read of a stream (stream/kernel_label.h), to be freed; once
   all was read. */
char *observed_source_digest(struct observed_source *s, const struct kernel_label *label, const struct representation *r);

#endif
