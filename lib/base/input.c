#include "base/input.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/pipe.h"
#include "base/size.h"

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

struct input *input_open(const char *path)
{
    if (is_standard(path))
        return input_from(STDIN_FILENO, input_name(path));
    int fd = descriptor_open(path, O_RDONLY);
    if (fd < 0)
        die("%s:", path);
    return input_from(fd, path);
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

/* Reads once, at least one byte unless the file ends; makes room first by moving, then by growing.
   One byte stays free, for the NUL after a last line without an end. */
static void fill(struct input *in)
{
    if (in->at != in->buffer && in->have)
        memmove(in->buffer, in->at, in->have);
    in->buffer = mem_grow(in->buffer, &in->capacity, size_add(in->have, CHUNK), 1);
    in->at = in->buffer;
    ssize_t n = descriptor_read(in->fd, in->at + in->have, in->capacity - in->have - 1);
    if (n < 0)
        die("%s: read:", in->name);
    if (n == 0) {
        in->at_end = true;
        check_unchanged(in);
    }
    in->have += (size_t)n;
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

char *input_line(struct input *in, size_t *length)
{
    size_t seen = 0;
    unsigned char *end;
    while (!(end = in->have > seen ? memchr(in->at + seen, '\n', in->have - seen) : NULL) && !in->at_end) {
        seen = in->have;
        fill(in);
    }
    if (!end && in->have == 0)
        return NULL;
    size_t n = end ? (size_t)(end - in->at) : in->have;
    char *line = (char *)in->at;
    input_take(in, end ? n + 1 : n);
    if (n > 0 && line[n - 1] == '\r')
        n--;
    line[n] = '\0';
    in->line++;
    in->line_ended = end != NULL;
    *length = n;
    return line;
}
