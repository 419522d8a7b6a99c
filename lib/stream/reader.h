/* Streams of tensors, kernel rows, models and factors: CBOR sequences (RFC 8949, 8742) with little-endian typed arrays
   (RFC 8746), laid out in mbtr-stream(5). Header, a record per structure, an end item with count and hash.
   Streams that follow each other are one stream when their headers agree. Every error ends the program and names
   file and offset. */
#ifndef MBTR_READER_H
#define MBTR_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "stream/header.h"
#include "stream/record.h"

struct reader;

/* Opens count files one after the other (0: standard input) and reads the first header, which must hold what is asked
   for (HOLDS_ANY: anything). The paths are kept, not copied. */
struct reader *reader_open(char *const *paths, size_t count, enum holds holds);
/* The same of one file (NULL: standard input) of tensors, a model or the factor of one. */
struct reader *reader_open_tensors(const char *path);
struct reader *reader_open_model(const char *path);
struct reader *reader_open_factor(const char *path);
const struct header *reader_header(const struct reader *r);
/* The next record into *to, reusing its memory ({0} at first); false after the last one, all counts and hashes and the
   agreement of headers checked. */
bool reader_next(struct reader *r, struct record *to);

/* An encoded record and where it comes from. Start with {0}; free the bytes with bytes_free. */
struct parcel {
    struct bytes bytes;
    const char *file;
    size_t offset; /* in the file */
    size_t record; /* its number, from 1 */
};

/* The next record as a parcel, to be decoded while others are read; false after the last one, as reader_next. */
bool reader_take(struct reader *r, struct parcel *to);
/* Decodes a parcel of a stream with this header into *to, reusing its memory. Safe to call from several threads. */
void reader_decode(const struct parcel *p, const struct header *h, struct record *to);

/* Checks the end of a stream of which all records were read that its header tells of (header_count). */
void reader_end(struct reader *r);

/* Whether the file that is being read can be opened once more, and then holds the same. */
bool reader_is_repeatable(const struct reader *r);

/* The file that is being read, for messages. */
const char *reader_file(const struct reader *r);
/* "file: record 17 (id)" of the record that was read last, for messages. */
const char *reader_place(struct reader *r);
void reader_close(struct reader *r);

#endif
