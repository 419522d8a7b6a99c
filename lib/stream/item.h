/* CBOR items (RFC 8949) of definite length and typed arrays (RFC 8746), by way of libcbor. */
#ifndef MBTR_ITEM_H
#define MBTR_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* Tags of little-endian typed arrays. */
enum { TAG_UINT16 = 69, TAG_FLOAT64 = 86 };

/* Each appends one item or the head of one. */
void item_put_map(struct bytes *b, size_t pairs);
void item_put_array(struct bytes *b, size_t items);
void item_put_text(struct bytes *b, const char *text);
void item_put_count(struct bytes *b, uint64_t n);
void item_put_double(struct bytes *b, double x);
void item_put_bool(struct bytes *b, bool x);
void item_put_doubles(struct bytes *b, const double *x, size_t n);
void item_put_uint16s(struct bytes *b, const uint16_t *x, size_t n);

/* Appends numbers as little-endian bytes, without a head. */
void item_put_raw_doubles(struct bytes *b, const double *x, size_t n);

/* Reading: a cursor over whole items in memory. A mismatch ends the program with file, offset, what was expected and
   what was found. */
struct cursor {
    const unsigned char *at, *end;
    const char *file;
    size_t offset; /* of at in the file */
};

size_t item_get_map(struct cursor *c);
size_t item_get_array(struct cursor *c);
uint64_t item_get_count(struct cursor *c);
/* A count that a machine of 32 bits may not hold is an error there. */
size_t item_get_size(struct cursor *c);
double item_get_double(struct cursor *c);
bool item_get_bool(struct cursor *c);
/* A copy, to be freed. */
char *item_get_text(struct cursor *c);
/* Reads a text and finds it among the names with which the rows of a table begin, each row of so many bytes, the last
   with NULL; NULL when it is none of them. */
const void *item_get_row(struct cursor *c, const void *table, size_t size);
/* Typed arrays: the number of elements into *n, the elements copied to memory that grows. */
double *item_get_doubles(struct cursor *c, double *to, size_t *capacity, size_t *n);
uint16_t *item_get_uint16s(struct cursor *c, uint16_t *to, size_t *capacity, size_t *n);
/* The same to memory with room for that many; returns their number, more are an error. */
size_t item_get_doubles_into(struct cursor *c, double *to, size_t room);
/* Passes over one item, whatever it is. */
void item_skip(struct cursor *c);

/* Ends the program: "file: byte N: message". */
_Noreturn void item_die(const struct cursor *c, const char *message);

/* The extent of the item that begins at from. Returns 0 when it is all there, else how many bytes must be there to look
   further; *length is what was passed. Start with *length = 0 and *open = 1. Ill-formed bytes: SIZE_MAX. */
size_t item_extent(const unsigned char *from, size_t have, size_t *length, size_t *open);

#endif
