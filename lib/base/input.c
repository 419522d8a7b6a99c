#include "base/input.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/packed.h"
#include "base/pipe.h"
#include "base/size.h"
#include "base/stage.h"

/* Fuzzing makes it small, so that every item is once parted between two reads. */
#ifndef INPUT_CHUNK
#define INPUT_CHUNK (1 << 18)
#endif

enum { CHUNK = INPUT_CHUNK };

static bool is_standard(const char *path)
{
    return !path || strcmp(path, "-") == 0;
}

const char *input_name(const char *path)
{
    return is_standard(path) ? "standard input" : path;
}

static int open_file(const char *path)
{
    int fd = descriptor_open(path, O_RDONLY);
    if (fd < 0)
        die("%s:", path);
    return fd;
}

struct input *input_open(const char *path)
{
    struct input *in = input_from(is_standard(path) ? STDIN_FILENO : open_file(path), input_name(path));
    in->may_be_packed = true;
    return in;
}

struct input *input_from(int fd, const char *name)
{
    struct input *in = mem_zero(1, sizeof *in);
    in->name = name;
    in->fd = fd;
    if (fstat(fd, &in->opened) != 0)
        die("%s: read:", name);
    pipe_widen(fd);
    in->buffer = in->at = mem_new(in->capacity = CHUNK, 1);
    return in;
}

void input_close(struct input *in)
{
    if (!in)
        return;
    packed_close(in->packed);
    if (in->fd != STDIN_FILENO && close(in->fd) != 0)
        die("%s: close:", in->name);
    free(in->buffer);
    free(in);
}

static void check_unchanged(const struct input *in)
{
    const struct stat *then = &in->opened;
    struct stat now;
    if (fstat(in->fd, &now) != 0)
        die("%s: read:", in->name);
    bool same = now.st_size == then->st_size && now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
                now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
    if (S_ISREG(now.st_mode) && !same)
        die("%s: it changed while it was read: another program is writing it", in->name);
}

static size_t read_some(struct input *in, unsigned char *to, size_t room)
{
    if (in->packed)
        return packed_read(in->packed, to, room);
    ssize_t n = descriptor_read(in->fd, to, room);
    if (n < 0)
        die("%s: read:", in->name);
    return (size_t)n;
}

/* Reads once, at least one byte unless the file ends; makes room first by moving, then by growing.
   One byte stays free, for the NUL after a last line without an end. */
static void read_once(struct input *in)
{
    if (in->at != in->buffer && in->have)
        memmove(in->buffer, in->at, in->have);
    in->buffer = mem_grow(in->buffer, &in->capacity, size_add(in->have, CHUNK), 1);
    in->at = in->buffer;
    size_t n = read_some(in, in->at + in->have, in->capacity - in->have - 1);
    if (n == 0) {
        in->at_end = true;
        check_unchanged(in);
        if (in->fd == STDIN_FILENO)
            stage_end();
    }
    in->have += n;
}

/* What is at hand are the first bytes of the file: where they are of a compressed one, reads on from what is in it. */
static void unpack(struct input *in)
{
    while (!in->at_end && packed_may_be(in->at, in->have))
        read_once(in);
    in->may_be_packed = false;
    const struct packed_format *format = packed_format_of(in->at, in->have);
    if (!format)
        return;
    in->packed = packed_open(format, in->fd, in->name, in->at, in->have);
    in->have = 0;
    in->at_end = false;
    read_once(in);
}

static void fill(struct input *in)
{
    read_once(in);
    if (in->may_be_packed)
        unpack(in);
}

bool input_need(struct input *in, size_t need)
{
    while (in->have < need && !in->at_end)
        fill(in);
    return in->have >= need;
}

void input_take(struct input *in, size_t n)
{
    in->at += n;
    in->have -= n;
    in->offset += n;
}

/* Of the bytes at hand those from seen up to n are new, and of a text. */
static void check_text(const struct input *in, size_t seen, size_t n)
{
    const unsigned char *nul = n > seen ? memchr(in->at + seen, '\0', n - seen) : NULL;
    size_t line = in->line + 1;
    if (!nul)
        return;
    for (const unsigned char *p = in->at; p < nul; p++)
        line += *p == '\n';
    die("%s:%zu: the line holds a NUL byte", in->name, line);
}

/* Some programs begin a text in UTF-8 with this; the bytes of it before a line. */
static size_t byte_order_mark(const struct input *in, size_t n)
{
    static const unsigned char mark[] = {0xef, 0xbb, 0xbf};
    return in->line == 0 && n >= sizeof mark && memcmp(in->at, mark, sizeof mark) == 0 ? sizeof mark : 0;
}

char *input_line(struct input *in, size_t most, size_t *length)
{
    const unsigned char *end;
    size_t seen = 0, n;
    for (;; fill(in)) {
        end = in->have > seen ? memchr(in->at + seen, '\n', in->have - seen) : NULL;
        n = end ? (size_t)(end - in->at) : in->have;
        check_text(in, seen, n);
        if (n > most)
            die("%s:%zu: expected lines of at most %zu MiB, found a longer one", in->name, in->line + 1, most >> 20);
        if (end || in->at_end)
            break;
        seen = in->have;
    }
    if (!end && in->have == 0)
        return NULL;
    size_t mark = byte_order_mark(in, n);
    char *line = (char *)in->at + mark;
    input_take(in, end ? n + 1 : n);
    n -= mark;
    if (n > 0 && line[n - 1] == '\r')
        n--;
    line[n] = '\0';
    in->line++;
    in->line_ended = end != NULL;
    *length = n;
    return line;
}

char *input_text(struct input *in, size_t most)
{
    for (size_t seen = 0; !in->at_end; seen = in->have) {
        fill(in);
        check_text(in, seen, in->have);
        if (in->have > most)
            die("%s: expected a text of at most %zu MiB, found more", in->name, most >> 20);
    }
    return mem_text_n((char *)in->at, in->have);
}
