#include "base/packed.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/filter.h"
#include "base/mem.h"

const struct packed_format packed_formats[] = {
    {"gzip", ".gz", "\x1f\x8b", {"gzip", "-dc"}},
    {"xz", ".xz", "\xfd\x37zXZ", {"xz", "-dc"}},
    {"zstd", ".zst", "\x28\xb5\x2f\xfd", {"zstd", "-dcq"}},
    {"bzip2", ".bz2", "BZh", {"bzip2", "-dc"}},
    {0},
};

struct packed {
    const struct packed_format *format;
    const char *name;
    int fd;
    struct bytes first;
    struct filter *filter;
};

/* Whether the first n bytes, or all, of what its files begin with are these. */
static bool begins(const struct packed_format *f, const unsigned char *bytes, size_t n)
{
    size_t length = strlen(f->begin);
    return memcmp(f->begin, bytes, n < length ? n : length) == 0;
}

const struct packed_format *packed_format_of(const unsigned char *bytes, size_t n)
{
    for (const struct packed_format *f = packed_formats; f->name; f++)
        if (n >= strlen(f->begin) && begins(f, bytes, n))
            return f;
    return NULL;
}

bool packed_may_be(const unsigned char *bytes, size_t n)
{
    for (const struct packed_format *f = packed_formats; f->name; f++)
        if (n < strlen(f->begin) && begins(f, bytes, n))
            return true;
    return false;
}

/* The file's own bytes. */
static size_t next(void *context, unsigned char *to, size_t room)
{
    struct packed *p = context;
    size_t n = p->first.length < room ? p->first.length : room;
    if (n > 0) {
        memcpy(to, p->first.at, n);
        memmove(p->first.at, p->first.at + n, p->first.length -= n);
        return n;
    }
    ssize_t got = descriptor_read(p->fd, to, room);
    if (got < 0)
        die("%s: read:", p->name);
    return (size_t)got;
}

static _Noreturn void die_absent(const struct packed *p)
{
    die("%s: it is compressed, and %s, which reads it, is not installed", p->name, p->format->name);
}

struct packed *packed_open(const struct packed_format *format, int fd, const char *name, const unsigned char *first, size_t n)
{
    struct packed *p = mem_zero(1, sizeof *p);
    *p = (struct packed){.format = format, .fd = fd, .name = name};
    bytes_put(&p->first, first, n);
    p->filter = filter_start(format->arguments, (struct filter_source){next, p}, true);
    if (!p->filter)
        die_absent(p);
    return p;
}

/* bzip2 passes over what follows a part that is whole, and ends as if all were well. */
static void expect_whole(const struct packed *p)
{
    int status = filter_wait(p->filter);
    const char *said = filter_said(p->filter);
    /* Where posix_spawn cannot tell that a program is missing, its child ends with this status. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        die_absent(p);
    if (WIFSIGNALED(status))
        die("%s: %s was ended by signal %d", p->name, p->format->name, WTERMSIG(status));
    if (status != 0 || !filter_took_all(p->filter))
        die("%s: it is damaged or cut short%s%s", p->name, *said ? "; " : "", said);
}

size_t packed_read(struct packed *p, void *to, size_t room)
{
    size_t n = filter_read(p->filter, to, room);
    if (n == 0)
        expect_whole(p);
    return n;
}

void packed_close(struct packed *p)
{
    if (!p)
        return;
    filter_close(p->filter);
    bytes_free(&p->first);
    free(p);
}
