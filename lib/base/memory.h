/* Checked memory and sizes: the one place where memory is asked for. Failure is an error message and exit. */
#ifndef MBTR_MEMORY_H
#define MBTR_MEMORY_H

#include <stddef.h>

/* a * b and a + b; a result that does not fit size_t is an error. */
size_t size_mul(size_t a, size_t b);
size_t size_add(size_t a, size_t b);

/* n elements of the given size: uninitialised, zeroed, or resized. n = 0 gives a pointer that may be freed. */
void *mem_new(size_t n, size_t size);
void *mem_zero(size_t n, size_t size);
void *mem_resize(void *p, size_t n, size_t size);

/* Room for at least need elements: returns p, or p moved and *capacity doubled. */
void *mem_grow(void *p, size_t *capacity, size_t need, size_t size);

/* Aligned to 64 bytes, uninitialised; for matrices. Freed by free(). */
void *mem_matrix(size_t n, size_t size);

/* A copy of the string, or of its first n characters. */
char *mem_text(const char *s);
char *mem_text_n(const char *s, size_t n);

/* Returns mem_available(); ends the program when bytes are more: the message names what, both numbers and the way out.
 */
size_t mem_check(size_t bytes, const char *what, const char *way_out);

/* A growing run of bytes. Start with {0}; free with bytes_free. */
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
