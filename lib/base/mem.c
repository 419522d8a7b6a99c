#define _DEFAULT_SOURCE /* madvise */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/available.h"
#include "base/blas.h"
#include "base/die.h"
#include "base/size.h"

/* Memory from here on may have large pages, whose first touch costs less. */
enum { LARGE = 1 << 22 };

/* All pages that it has a part of: a mapping of which only some are advised is two to the system, and realloc copies it
   instead of moving it. */
static void prefer_large_pages(void *p, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    size_t page = (size_t)sysconf(_SC_PAGESIZE), before = (uintptr_t)p % page;
    madvise((char *)p - before, (before + bytes + page - 1) / page * page, MADV_HUGEPAGE);
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
    blas_load();
    size_t have = available_memory();
    if (bytes > have)
        die("%s needs %.3g GiB, there are %.3g GiB; %s", what, (double)bytes / GIB, (double)have / GIB, way_out);
    return have;
}
