/* Stands in for base/die.c, base/say.c and base/packed.c, whose programs would be run, and with -Wl,--wrap for the C library's memory. The hash of a stream counts as right: a
   fuzzer does not find one. */
#define _GNU_SOURCE
#include "fuzz/harness.h"
#include "base/die.h"
#include "base/packed.h"
#include "base/say.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

int say_level = 0;

static jmp_buf back;
static bool running;

void say_as(const char *name)
{
    (void)name;
}

const char *say_name(void)
{
    return "fuzz";
}

static _Noreturn void leave(const char *format, va_list args)
{
    char text[2048];
    vsnprintf(text, sizeof text, format, args);
    if (!running) {
        fprintf(stderr, "%s\n", text);
        abort();
    }
    longjmp(back, 1);
}

void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    leave(format, args);
}

void die_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    leave(format, args);
}

void die_silently(void)
{
    die("silently");
}

#define SAY(name)                                   \
    void name(const char *format, ...)              \
    {                                               \
        char text[2048];                            \
        va_list args;                               \
        va_start(args, format);                     \
        vsnprintf(text, sizeof text, format, args); \
        va_end(args);                               \
    }

SAY(say_warning)
SAY(say)
SAY(say_note)

const struct packed_format packed_formats[] = {{0}};

const struct packed_format *packed_format_of(const unsigned char *bytes, size_t n)
{
    (void)bytes;
    (void)n;
    return NULL;
}

bool packed_may_be(const unsigned char *bytes, size_t n)
{
    (void)bytes;
    (void)n;
    return false;
}

struct packed *packed_open(const struct packed_format *format, int fd, const char *name, const unsigned char *first, size_t n)
{
    (void)format;
    (void)fd;
    (void)first;
    (void)n;
    die("%s: nothing is compressed", name);
}

size_t packed_read(struct packed *p, void *to, size_t room)
{
    (void)p;
    (void)to;
    (void)room;
    return 0;
}

void packed_close(struct packed *p)
{
    (void)p;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t unit, size_t n);
char *__real_strdup(const char *text);
void __real_free(void *p);

/* Memory asked for in this run and not freed yet. */
static void **held;
static size_t nheld, room;

static void *keep(void *p)
{
    if (!running || !p)
        return p;
    if (nheld == room) {
        room = room ? 2 * room : 1024;
        held = __real_realloc(held, room * sizeof *held);
    }
    return held[nheld++] = p;
}

static void forget(const void *p)
{
    for (size_t i = nheld; running && p && i-- > 0;)
        if (held[i] == p) {
            held[i] = held[--nheld];
            return;
        }
}

void *__wrap_malloc(size_t n)
{
    return keep(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
    return keep(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
    forget(p);
    return keep(__real_realloc(p, n));
}

void *__wrap_aligned_alloc(size_t unit, size_t n)
{
    return keep(__real_aligned_alloc(unit, n));
}

char *__wrap_strdup(const char *text)
{
    return keep(__real_strdup(text));
}

void __wrap_free(void *p)
{
    forget(p);
    __real_free(p);
}

/* The hash that stands in tests/fuzz/seeds.sh's streams. */
XXH64_hash_t __wrap_XXH3_64bits_digest(const XXH3_state_t *state)
{
    (void)state;
    return 1;
}

static void become_standard_input(const uint8_t *bytes, size_t n)
{
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("input", 0);
        if (fd < 0 || dup2(fd, STDIN_FILENO) != STDIN_FILENO)
            abort();
    }
    if (ftruncate(STDIN_FILENO, 0) != 0 || pwrite(STDIN_FILENO, bytes, n, 0) != (ssize_t)n ||
        lseek(STDIN_FILENO, 0, SEEK_SET) != 0)
        abort();
}

/* A run that ends well must give back its memory by itself. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    become_standard_input(bytes, n);
    running = true;
    if (setjmp(back) == 0) {
        fuzz_read(bytes, n);
        running = false;
        if (nheld > 0)
            abort();
    }
    running = false;
    while (nheld > 0)
        __real_free(held[--nheld]);
    return 0;
}
