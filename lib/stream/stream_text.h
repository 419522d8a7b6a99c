/* Streams as tables of text. */
#ifndef MBTR_STREAM_TEXT_H
#define MBTR_STREAM_TEXT_H

#include "base/output.h"
#include "stream/header.h"
#include "stream/record.h"

/* A header as lines "key: value", the recipe last, as it is. */
void stream_text_header(struct output *out, const struct header *h);

/* The header line of the table that text_record fills: id, term, block, bins; or id and columns; or id and alpha.
   Rows with fewer bins or columns than the widest end in empty fields. */
void stream_text_names(struct output *out, const struct header *h);
void stream_text_record(struct output *out, const struct header *h, const struct record *r);

/* Prints the key of a block, its entries joined by '-'. */
void stream_text_key(struct output *out, const uint16_t *key, unsigned body);

#endif
