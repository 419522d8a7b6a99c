#include "stream/item.h"

#include <cbor.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"

enum { HEAD_MAX = 9 };

/* Typed arrays are little-endian: copied as they are on such machines, else each element reversed. */
static void copy_little_endian(void *to, const void *from, size_t n, size_t size)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (n > 0)
        memcpy(to, from, n * size);
#else
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < size; j++)
            ((unsigned char *)to)[i * size + j] = ((const unsigned char *)from)[i * size + size - 1 - j];
#endif
}

void item_put_map(struct bytes *b, size_t pairs)
{
    b->length += cbor_encode_map_start(pairs, bytes_room(b, HEAD_MAX), HEAD_MAX);
}

void item_put_array(struct bytes *b, size_t items)
{
    b->length += cbor_encode_array_start(items, bytes_room(b, HEAD_MAX), HEAD_MAX);
}

void item_put_text(struct bytes *b, const char *text)
{
    size_t n = strlen(text);
    b->length += cbor_encode_string_start(n, bytes_room(b, HEAD_MAX), HEAD_MAX);
    bytes_put(b, text, n);
}

void item_put_count(struct bytes *b, uint64_t n)
{
    b->length += cbor_encode_uint(n, bytes_room(b, HEAD_MAX), HEAD_MAX);
}

void item_put_double(struct bytes *b, double x)
{
    b->length += cbor_encode_double(x, bytes_room(b, HEAD_MAX), HEAD_MAX);
}

void item_put_bool(struct bytes *b, bool x)
{
    b->length += cbor_encode_bool(x, bytes_room(b, HEAD_MAX), HEAD_MAX);
}

static void put_raw(struct bytes *b, const void *x, size_t n, size_t size)
{
    size_t bytes = size_mul(n, size);
    copy_little_endian(bytes_room(b, bytes), x, n, size);
    b->length += bytes;
}

void item_put_raw_doubles(struct bytes *b, const double *x, size_t n)
{
    put_raw(b, x, n, sizeof *x);
}

static void put_typed(struct bytes *b, unsigned tag, const void *x, size_t n, size_t size)
{
    b->length += cbor_encode_tag(tag, bytes_room(b, HEAD_MAX), HEAD_MAX);
    b->length += cbor_encode_bytestring_start(size_mul(n, size), bytes_room(b, HEAD_MAX), HEAD_MAX);
    put_raw(b, x, n, size);
}

void item_put_doubles(struct bytes *b, const double *x, size_t n)
{
    put_typed(b, TAG_FLOAT64, x, n, sizeof *x);
}

void item_put_uint16s(struct bytes *b, const uint16_t *x, size_t n)
{
    put_typed(b, TAG_UINT16, x, n, sizeof *x);
}

enum kind { NOTHING, COUNT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, REAL, BOOL, OTHER, INDEFINITE };

static const char *const kind_names[] = {"nothing",       "a whole number", "a negative number",
                                         "bytes",         "a text",         "an array",
                                         "a map",         "a tag",          "a number",
                                         "a truth value", "null",           "an item of indefinite length"};

/* Since version 0.9 libcbor's lengths are of 64 bits on all machines. */
#if CBOR_MAJOR_VERSION > 0 || CBOR_MINOR_VERSION >= 9
typedef uint64_t extent;
#else
typedef size_t extent;
#endif

/* One head, or a whole string; filled by libcbor's callbacks. */
struct token {
    enum kind kind;
    uint64_t count; /* number, length of an array or map, tag, truth */
    double real;
    const unsigned char *bytes;
    size_t length;
};

#define ON(name, type, what, field)                                        \
    static void name(void *token, type x)                                  \
    {                                                                      \
        *(struct token *)token = (struct token){.kind = what, .field = x}; \
    }
ON(on_uint8, uint8_t, COUNT, count)
ON(on_uint16, uint16_t, COUNT, count)
ON(on_uint32, uint32_t, COUNT, count)
ON(on_uint64, uint64_t, COUNT, count)
ON(on_negative8, uint8_t, NEGATIVE, count)
ON(on_negative16, uint16_t, NEGATIVE, count)
ON(on_negative32, uint32_t, NEGATIVE, count)
ON(on_negative64, uint64_t, NEGATIVE, count)
ON(on_array, extent, ARRAY, count)
ON(on_map, extent, MAP, count)
ON(on_tag, uint64_t, TAG, count)
ON(on_float, float, REAL, real)
ON(on_double, double, REAL, real)
ON(on_bool, bool, BOOL, count)

static void on_bytes(void *token, cbor_data bytes, extent length)
{
    *(struct token *)token = (struct token){.kind = BYTES, .bytes = bytes, .length = (size_t)length};
}

static void on_text(void *token, cbor_data bytes, extent length)
{
    *(struct token *)token = (struct token){.kind = TEXT, .bytes = bytes, .length = (size_t)length};
}

static void on_other(void *token)
{
    *(struct token *)token = (struct token){.kind = OTHER};
}

static void on_indefinite(void *token)
{
    *(struct token *)token = (struct token){.kind = INDEFINITE};
}

static const struct cbor_callbacks callbacks = {
    .uint8 = on_uint8,
    .uint16 = on_uint16,
    .uint32 = on_uint32,
    .uint64 = on_uint64,
    .negint8 = on_negative8,
    .negint16 = on_negative16,
    .negint32 = on_negative32,
    .negint64 = on_negative64,
    .byte_string = on_bytes,
    .string = on_text,
    .array_start = on_array,
    .map_start = on_map,
    .tag = on_tag,
    .float2 = on_float,
    .float4 = on_float,
    .float8 = on_double,
    .boolean = on_bool,
    .null = on_other,
    .undefined = on_other,
    .byte_string_start = on_indefinite,
    .string_start = on_indefinite,
    .indef_array_start = on_indefinite,
    .indef_map_start = on_indefinite,
    .indef_break = on_indefinite,
};

/* Whether a string, an array or a map begins here that is longer than memory can be: libcbor adds to the length, which
   wraps, and on machines of 32 bits versions before 0.9 take its lower half. */
static bool is_beyond_memory(const unsigned char *from, size_t have)
{
    unsigned type = from[0] >> 5;
    if (type < 2 || type > 5 || (from[0] & 31) != 27 || have < 9)
        return false;
    uint64_t length = 0;
    for (size_t i = 1; i < 9; i++)
        length = length << 8 | from[i];
    return length > SIZE_MAX / 2;
}

static struct cbor_decoder_result decode(const unsigned char *from, size_t have, struct token *t)
{
    if (have == 0)
        return (struct cbor_decoder_result){.status = CBOR_DECODER_NEDATA, .required = 1};
    if (is_beyond_memory(from, have))
        return (struct cbor_decoder_result){.status = CBOR_DECODER_NEDATA, .required = SIZE_MAX / 2};
    return cbor_stream_decode(from, have, &callbacks, t);
}

size_t item_extent(const unsigned char *from, size_t have, size_t *length, size_t *open)
{
    while (*open > 0) {
        struct token t = {.kind = NOTHING};
        struct cbor_decoder_result got = decode(from + *length, have - *length, &t);
        if (got.status == CBOR_DECODER_NEDATA)
            return got.required > SIZE_MAX - *length - 1 ? SIZE_MAX : *length + got.required;
        if (got.status != CBOR_DECODER_FINISHED || t.kind == INDEFINITE || t.kind == NOTHING)
            return SIZE_MAX;
        *length += got.read;
        size_t inside = t.kind == TAG ? 1 : t.kind == ARRAY || t.kind == MAP ? (size_t)t.count : 0;
        if (inside > SIZE_MAX / 4 - *open)
            return SIZE_MAX;
        *open += (t.kind == MAP ? 2 * inside : inside) - 1;
    }
    return 0;
}

void item_die(const struct cursor *c, const char *message)
{
    die("%s: byte %zu: %s", c->file, c->offset, message);
}

static struct token next(struct cursor *c)
{
    struct token t = {.kind = NOTHING};
    struct cbor_decoder_result got = decode(c->at, (size_t)(c->end - c->at), &t);
    if (got.status != CBOR_DECODER_FINISHED)
        item_die(c, "ill-formed CBOR");
    c->at += got.read;
    c->offset += got.read;
    return t;
}

static struct token expect(struct cursor *c, enum kind kind)
{
    size_t offset = c->offset;
    struct token t = next(c);
    if (t.kind != kind)
        die("%s: byte %zu: expected %s, found %s", c->file, offset, kind_names[kind], kind_names[t.kind]);
    return t;
}

size_t item_get_map(struct cursor *c)
{
    return (size_t)expect(c, MAP).count;
}

size_t item_get_array(struct cursor *c)
{
    return (size_t)expect(c, ARRAY).count;
}

uint64_t item_get_count(struct cursor *c)
{
    return expect(c, COUNT).count;
}

size_t item_get_size(struct cursor *c)
{
    uint64_t n = item_get_count(c);
    if ((size_t)n != n)
        item_die(c, "a count beyond the memory of this machine");
    return (size_t)n;
}

double item_get_double(struct cursor *c)
{
    struct token t = next(c);
    if (t.kind == COUNT)
        return (double)t.count;
    if (t.kind != REAL)
        die("%s: byte %zu: expected a number, found %s", c->file, c->offset, kind_names[t.kind]);
    return t.real;
}

bool item_get_bool(struct cursor *c)
{
    return expect(c, BOOL).count;
}

char *item_get_text(struct cursor *c)
{
    struct token t = expect(c, TEXT);
    if (memchr(t.bytes, '\0', t.length))
        item_die(c, "a text holds a NUL");
    return mem_text_n((const char *)t.bytes, t.length);
}

static const char *name_of_row(const char *row)
{
    return *(const char *const *)(const void *)row;
}

/* The first letter tells most names apart, without a call. */
static bool is_name(const struct token *t, const char *name)
{
    return t->length > 0 && t->bytes[0] == (unsigned char)*name && strlen(name) == t->length &&
           memcmp(name, t->bytes, t->length) == 0;
}

const void *item_get_row(struct cursor *c, const void *table, size_t size)
{
    struct token t = expect(c, TEXT);
    for (const char *row = table; name_of_row(row); row += size)
        if (is_name(&t, name_of_row(row)))
            return row;
    return NULL;
}

/* The bytes of a typed array and how many elements they are. */
static const unsigned char *get_typed(struct cursor *c, unsigned tag, size_t size, size_t *n)
{
    if (expect(c, TAG).count != tag)
        item_die(c, "a typed array of another type than expected");
    struct token t = expect(c, BYTES);
    if (t.length % size)
        item_die(c, "a typed array with half an element");
    *n = t.length / size;
    return t.bytes;
}

double *item_get_doubles(struct cursor *c, double *to, size_t *capacity, size_t *n)
{
    const unsigned char *from = get_typed(c, TAG_FLOAT64, sizeof *to, n);
    to = mem_grow(to, capacity, *n, sizeof *to);
    copy_little_endian(to, from, *n, sizeof *to);
    return to;
}

size_t item_get_doubles_into(struct cursor *c, double *to, size_t room)
{
    size_t n;
    const unsigned char *from = get_typed(c, TAG_FLOAT64, sizeof *to, &n);
    if (n > room)
        item_die(c, "more numbers than there are columns");
    copy_little_endian(to, from, n, sizeof *to);
    return n;
}

uint16_t *item_get_uint16s(struct cursor *c, uint16_t *to, size_t *capacity, size_t *n)
{
    const unsigned char *from = get_typed(c, TAG_UINT16, sizeof *to, n);
    to = mem_grow(to, capacity, *n, sizeof *to);
    copy_little_endian(to, from, *n, sizeof *to);
    return to;
}

void item_skip(struct cursor *c)
{
    size_t length = 0, open = 1;
    if (item_extent(c->at, (size_t)(c->end - c->at), &length, &open) != 0)
        item_die(c, "ill-formed CBOR");
    c->at += length;
    c->offset += length;
}
