#define _DEFAULT_SOURCE /* madvise */
#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

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

/* The number that follows key in a file such as /proc/meminfo, or at its start when key is empty; times unit. */
static size_t number_in(const char *path, const char *key, size_t unit)
{
    FILE *f = fopen(path, "r");
    size_t value = SIZE_MAX;
    char line[256];
    if (!f)
        return value;
    while (fgets(line, sizeof line, f)) {
        unsigned long long n;
        if (strncmp(line, key, strlen(key)) == 0 && sscanf(line + strlen(key), "%llu", &n) == 1) {
            value = n > SIZE_MAX / unit ? SIZE_MAX : (size_t)n * unit;
            break;
        }
    }
    fclose(f);
    return value;
}

/* What the process's control group (version 2) still allows. */
static size_t cgroup_available(void)
{
    char line[4096], path[4200];
    FILE *f = fopen("/proc/self/cgroup", "r");
    if (!f)
        return SIZE_MAX;
    size_t limit = SIZE_MAX, used = 0;
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "0::", 3) != 0)
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.max", line + 3);
        limit = number_in(path, "", 1);
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.current", line + 3);
        used = number_in(path, "", 1);
    }
    fclose(f);
    if (limit == SIZE_MAX || used == SIZE_MAX)
        return SIZE_MAX;
    return limit > used ? limit - used : 0;
}

size_t mem_available(void)
{
    size_t least = number_in("/proc/meminfo", "MemAvailable:", 1024);
    size_t group = cgroup_available();
    struct rlimit limit;
    if (group < least)
        least = group;
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < least)
        least = (size_t)limit.rlim_cur;
    return least;
}

void mem_check(size_t bytes, const char *what, const char *way_out)
{
    const double giga = 1024.0 * 1024.0 * 1024.0;
    size_t have = mem_available();
    if (bytes > have)
        die("%s needs %.2f GiB, there are %.2f GiB; %s", what, (double)bytes / giga, (double)have / giga, way_out);
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
