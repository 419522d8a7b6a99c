/* A growing run of bytes, or a text in the making. Start with {0}; free with bytes_free. */
#ifndef MBTR_BYTES_H
#define MBTR_BYTES_H

#include <stddef.h>

struct bytes {
    unsigned char *at;
    size_t length, capacity;
};

void bytes_put(struct bytes *b, const void *from, size_t n);
void bytes_print(struct bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Makes room for n more bytes and returns where they go; the caller adds what it used to length. */
unsigned char *bytes_room(struct bytes *b, size_t n);
void bytes_free(struct bytes *b);

#endif
