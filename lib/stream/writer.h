/* Streams in the making. */
#ifndef MBTR_WRITER_H
#define MBTR_WRITER_H

#include <stddef.h>

#include "base/bytes.h"
#include "stream/header.h"

struct writer;

/* Opens the output (path NULL: standard output) and writes the header. */
struct writer *writer_open(const char *path, const struct header *h);
/* Writes encoded records, count of them. */
void writer_put(struct writer *w, const struct bytes *records, size_t count);
/* Writes the end item and closes. A stream without this call is refused wherever it is read. */
void writer_close(struct writer *w);

/* Bytes of a stream of so many records beside those of the records themselves. */
size_t writer_frame(const struct header *h, size_t records);

#endif
