#define _DEFAULT_SOURCE /* madvise */
#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/available.h"
#include "base/error.h"

size_t size_mul(size_t a, size_t b)
{
    size_t c;
    if (__builtin_mul_overflow(a, b, &c))
        die("a size overflows: %zu times %zu", a, b);
    return c;
}

size_t size_add(size_t a, size_t b)
{
    size_t c;
    if (__builtin_add_overflow(a, b, &c))
        die("a size overflows: %zu plus %zu", a, b);
    return c;
}

/* Memory from here on may have large pages, whose first touch costs less. */
enum { LARGE = 1 << 22 };

static void prefer_large_pages(void *p, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    size_t page = (size_t)sysconf(_SC_PAGESIZE), skip = (page - (uintptr_t)p % page) % page;
    madvise((char *)p + skip, (bytes - skip) / page * page, MADV_HUGEPAGE);
#else
    (void)p;
    (void)bytes;
#endif
}

static void *checked(void *p, size_t bytes)
{
    if (!p)
        die("no memory for %zu bytes", bytes);
    if (bytes >= LARGE)
        prefer_large_pages(p, bytes);
    return p;
}

static size_t at_least_one(size_t n, size_t size)
{
    size_t bytes = size_mul(n, size);
    return bytes ? bytes : 1;
}

void *mem_new(size_t n, size_t size)
{
    size_t bytes = at_least_one(n, size);
    return checked(malloc(bytes), bytes);
}

void *mem_zero(size_t n, size_t size)
{
    size_t bytes = at_least_one(n, size);
    return checked(calloc(1, bytes), bytes);
}

void *mem_resize(void *p, size_t n, size_t size)
{
    size_t bytes = at_least_one(n, size);
    return checked(realloc(p, bytes), bytes);
}

void *mem_grow(void *p, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return p;
    size_t n = *capacity < 8 ? 8 : size_mul(*capacity, 2);
    if (n < need)
        n = need;
    *capacity = n;
    return mem_resize(p, n, size);
}

void *mem_matrix(size_t n, size_t size)
{
    size_t bytes = size_add(at_least_one(n, size), 63) & ~(size_t)63;
    return checked(aligned_alloc(64, bytes), bytes);
}

char *mem_text_n(const char *s, size_t n)
{
    char *copy = mem_new(size_add(n, 1), 1);
    memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *mem_text(const char *s)
{
    return mem_text_n(s, strlen(s));
}

size_t mem_check(size_t bytes, const char *what, const char *way_out)
{
    const double giga = 1024.0 * 1024.0 * 1024.0;
    size_t have = mem_available();
    if (bytes > have)
        die("%s needs %.3g GiB, there are %.3g GiB; %s", what, (double)bytes / giga, (double)have / giga, way_out);
    return have;
}

unsigned char *bytes_room(struct bytes *b, size_t n)
{
    b->at = mem_grow(b->at, &b->capacity, size_add(b->length, n), 1);
    return b->at + b->length;
}

void bytes_put(struct bytes *b, const void *from, size_t n)
{
    if (n == 0)
        return;
    memcpy(bytes_room(b, n), from, n);
    b->length += n;
}

void bytes_print(struct bytes *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        die("cannot format '%s'", format);
    size_t room = (size_t)n + 1;
    va_start(args, format);
    vsnprintf((char *)bytes_room(b, room), room, format, args);
    va_end(args);
    b->length += (size_t)n;
}

void bytes_free(struct bytes *b)
{
    free(b->at);
    *b = (struct bytes){0};
}
