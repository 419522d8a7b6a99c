#include "stream/writer.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/output.h"
#include "stream/end_item.h"

struct writer {
    struct output *out;
    struct hash *hash;
    size_t count;
};

static void write_hashed(struct writer *w, const struct bytes *b)
{
    hash_add(w->hash, b->at, b->length);
    output_write(w->out, b->at, b->length);
}

struct writer *writer_open(const char *path, const struct header *h)
{
    struct writer *w = mem_new(1, sizeof *w);
    struct bytes b = {0};
    *w = (struct writer){output_open(path, OUTPUT_BINARY), hash_new(), 0};
    header_encode(h, &b);
    write_hashed(w, &b);
    bytes_free(&b);
    return w;
}

void writer_put(struct writer *w, const struct bytes *records, size_t count)
{
    write_hashed(w, records);
    w->count += count;
}

void writer_close(struct writer *w)
{
    struct bytes b = {0};
    end_item_encode(&(struct end_item){w->count, hash_value(w->hash)}, &b);
    output_write(w->out, b.at, b.length);
    output_close(w->out);
    bytes_free(&b);
    hash_free(w->hash);
    free(w);
}

size_t writer_frame(const struct header *h, size_t records)
{
    struct bytes b = {0};
    header_encode(h, &b);
    end_item_encode(&(struct end_item){records, UINT64_MAX}, &b);
    size_t frame = b.length;
    bytes_free(&b);
    return frame;
}
