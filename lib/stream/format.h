/* Items of a stream, mbtr-stream(5): encoding and decoding of header and records. */
#ifndef MBTR_FORMAT_H
#define MBTR_FORMAT_H

#include "stream/cbor.h"
#include "stream/stream.h"

#define STREAM_FORMAT "mbtr-tools/1"

void header_encode(const struct header *h, struct bytes *b);
/* Unknown keys are passed over. */
void header_decode(struct cursor *c, struct header *h);

/* What keeps two streams from being joined, or NULL. */
const char *header_difference(const struct header *a, const struct header *b);

void record_decode(struct cursor *c, const struct header *h, struct record *r);

#endif
