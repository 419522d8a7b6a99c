#include "stream/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/input.h"
#include "base/mem.h"
#include "stream/end_item.h"
#include "stream/header.h"
#include "stream/item.h"
#include "stream/other_file.h"
#include "stream/record.h"

struct reader {
    char *const *paths; /* still to be opened ... */
    size_t npaths;      /* ... so many */
    struct input *in;
    struct header header;
    struct hash *hash;
    size_t item;   /* length of the item at hand, 0 when it was taken */
    size_t count;  /* records since the last header */
    size_t record; /* records in all */
    bool ended;    /* after the last one */
    char *id;      /* of the last record, for messages */
    char place[512];
};

static struct cursor cursor(const struct reader *r)
{
    return (struct cursor){r->in->at, r->in->at + r->item, r->in->name, r->in->offset};
}

static void open_next(struct reader *r)
{
    input_close(r->in);
    r->in = input_open(*r->paths++);
    r->npaths--;
}

/* Brings the next item to hand; false at the end of the file. */
static bool next_item(struct reader *r)
{
    size_t length = 0, open = 1, need = 1;
    input_take(r->in, r->item);
    r->item = 0;
    if (!input_need(r->in, 1))
        return false;
    while (need > 0) {
        if (!input_need(r->in, need))
            die("%s: byte %zu: the stream is cut in the middle of an item", r->in->name, r->in->offset);
        need = item_extent(r->in->at, r->in->have, &length, &open);
        if (need == SIZE_MAX)
            die("%s: byte %zu: not a stream of mbtr-tools, or a damaged one", r->in->name, r->in->offset);
    }
    r->item = length;
    return true;
}

/* Whether the item at hand is a map whose first key is this. */
static bool begins_with(const struct reader *r, const char *key)
{
    size_t n = strlen(key);
    const unsigned char *at = r->in->at;
    return r->item > n + 2 && at[0] >> 5 == 5 && at[0] != 0xbf && at[1] == (0x60 | n) && memcmp(at + 2, key, n) == 0;
}

static void read_header(struct reader *r, struct header *h)
{
    other_file_refuse(r->in);
    if (!next_item(r))
        die("%s: byte %zu: expected a stream's header, the file ends", r->in->name, r->in->offset);
    if (!begins_with(r, "stream"))
        die("%s: byte %zu: not a stream of mbtr-tools: it does not begin with a header", r->in->name, r->in->offset);
    struct cursor c = cursor(r);
    header_decode(&c, h);
    hash_restart(r->hash);
    hash_add(r->hash, r->in->at, r->item);
    r->count = 0;
}

static struct reader *open_first(const char *path, enum holds holds)
{
    struct reader *r = mem_zero(1, sizeof *r);
    r->hash = hash_new();
    r->in = input_open(path);
    read_header(r, &r->header);
    if (holds != HOLDS_ANY && r->header.holds != holds)
        die("%s: expected a stream that holds a %s, found a %s: %s", r->in->name, stream_kind_of(holds, false)->name,
            header_kind(&r->header)->name, stream_kind_of(holds, false)->origin);
    return r;
}

struct reader *reader_open(char *const *paths, size_t count, enum holds holds)
{
    struct reader *r = open_first(count ? paths[0] : NULL, holds);
    if (count > 1) {
        r->paths = paths + 1;
        r->npaths = count - 1;
    }
    return r;
}

struct reader *reader_open_tensors(const char *path)
{
    return open_first(path, HOLDS_TENSOR);
}

struct reader *reader_open_model(const char *path)
{
    return open_first(path, HOLDS_MODEL);
}

struct reader *reader_open_factor(const char *path)
{
    return open_first(path, HOLDS_FACTOR);
}

const struct header *reader_header(const struct reader *r)
{
    return &r->header;
}

static void check_end(struct reader *r)
{
    struct cursor c = cursor(r);
    struct end_item end = end_item_decode(&c);
    size_t told = header_count(&r->header);
    if (told != SIZE_MAX && r->count != told)
        die("%s: byte %zu: the stream ends after %zu records, its header tells of %zu", r->in->name, r->in->offset, r->count,
            told);
    if (end.records != r->count)
        die("%s: byte %zu: the stream ends after %zu records, its last item tells %zu", r->in->name, r->in->offset, r->count,
            (size_t)end.records);
    if (end.hash != hash_value(r->hash))
        die("%s: byte %zu: the stream is damaged: its bytes do not give the hash in its last item", r->in->name, r->in->offset);
}

/* After an end item: false when nothing follows, else the next header is read and compared. */
static bool next_stream(struct reader *r)
{
    input_take(r->in, r->item);
    r->item = 0;
    if (!input_need(r->in, 1)) {
        if (r->npaths == 0)
            return false;
        open_next(r);
    }
    struct header h;
    read_header(r, &h);
    const char *difference = header_difference(&r->header, &h);
    if (difference)
        die("%s: byte %zu: this stream cannot follow the one before: they differ in %s", r->in->name, r->in->offset,
            difference);
    header_free(&h);
    return true;
}

/* Brings the next record to hand; false after the last one. */
static bool next_record(struct reader *r)
{
    for (;;) {
        if (r->ended)
            return false;
        if (!next_item(r))
            die("%s: byte %zu: the stream is cut: it lacks its last item", r->in->name, r->in->offset);
        if (!begins_with(r, "end"))
            break;
        check_end(r);
        r->ended = !next_stream(r);
    }
    if (r->count == header_count(&r->header))
        die("%s: byte %zu: the stream goes on after the %zu records of which its header tells", r->in->name, r->in->offset,
            r->count);
    hash_add(r->hash, r->in->at, r->item);
    r->count++;
    r->record++;
    return true;
}

bool reader_next(struct reader *r, struct record *to)
{
    if (!next_record(r))
        return false;
    struct cursor c = cursor(r);
    record_decode(&c, &r->header, r->record, to);
    free(r->id);
    r->id = mem_text(to->sample.id);
    return true;
}

bool reader_take(struct reader *r, struct parcel *to)
{
    if (!next_record(r))
        return false;
    to->bytes.length = 0;
    bytes_put(&to->bytes, r->in->at, r->item);
    to->file = r->in->name;
    to->offset = r->in->offset;
    to->record = r->record;
    return true;
}

void reader_decode(const struct parcel *p, const struct header *h, struct record *to)
{
    struct cursor c = {p->bytes.at, p->bytes.at + p->bytes.length, p->file, p->offset};
    record_decode(&c, h, p->record, to);
}

void reader_end(struct reader *r)
{
    next_record(r);
}

bool reader_is_repeatable(const struct reader *r)
{
    return r->in->fd != STDIN_FILENO && S_ISREG(r->in->opened.st_mode);
}

const char *reader_file(const struct reader *r)
{
    return r->in->name;
}

const char *reader_place(struct reader *r)
{
    snprintf(r->place, sizeof r->place, "%s: record %zu (%s)", r->in->name, r->record, r->id ? r->id : "");
    return r->place;
}

void reader_close(struct reader *r)
{
    if (!r)
        return;
    input_close(r->in);
    header_free(&r->header);
    hash_free(r->hash);
    free(r->id);
    free(r);
}
