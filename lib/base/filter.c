#include "base/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/pipe.h"

enum { PIECE = 1 << 16, SAID_MAX = 256 };

struct filter {
    const char *name;
    struct filter_source source;
    pid_t child;        /* 0: it was waited for */
    int to, from, said; /* lead to its input, and come from its outputs; -1: closed */
    bool took_all;
    int rest;          /* the other end of to: what it left there */
    size_t have, sent; /* of piece */
    unsigned char piece[PIECE];
    size_t length; /* of text, beside its NUL */
    char text[SAID_MAX];
};

static void close_end(int *end)
{
    if (*end >= 0)
        child_close(*end);
    *end = -1;
}

struct filter *filter_start(char *const arguments[], struct filter_source source, bool keep_said)
{
    struct filter *f = mem_zero(1, sizeof *f);
    int in[2], out[2], said[2] = {-1, STDERR_FILENO};
    child_pipe(in);
    child_pipe(out);
    if (keep_said)
        child_pipe(said);
    descriptor_ignore_signals();
    pipe_widen(out[0]);
    *f = (struct filter){.name = arguments[0], .source = source, .to = in[1], .from = out[0], .said = said[0], .rest = in[0]};
    if (fcntl(f->to, F_SETFL, O_NONBLOCK) != 0)
        die("cannot write to %s:", f->name);
    f->child = child_start(arguments, in[0], out[1], said[1]);
    child_close(out[1]);
    if (keep_said)
        child_close(said[1]);
    if (f->child > 0)
        return f;
    f->child = 0;
    filter_close(f);
    return NULL;
}

/* Sends some of what the source has. */
static void feed(struct filter *f)
{
    if (f->sent == f->have) {
        f->have = f->source.next(f->source.context, f->piece, sizeof f->piece);
        f->sent = 0;
    }
    if (f->have == 0) {
        close_end(&f->to);
        return;
    }
    ssize_t n = write(f->to, f->piece + f->sent, f->have - f->sent);
    if (n < 0 && errno != EINTR && errno != EAGAIN)
        die("cannot write to %s:", f->name);
    f->sent += n > 0 ? (size_t)n : 0;
}

/* Keeps the beginning of what it says. */
static void hear(struct filter *f)
{
    char text[SAID_MAX];
    ssize_t n = descriptor_read(f->said, text, sizeof text);
    if (n < 0)
        die("cannot read from %s:", f->name);
    if (n == 0)
        close_end(&f->said);
    for (ssize_t i = 0; i < n && f->length + 1 < SAID_MAX; i++)
        if (f->length > 0 || text[i] != '\n')
            f->text[f->length++] = text[i];
}

size_t filter_read(struct filter *f, void *to, size_t room)
{
    for (;;) {
        struct pollfd ends[] = {{f->from, POLLIN, 0}, {f->to, POLLOUT, 0}, {f->said, POLLIN, 0}};
        if (poll(ends, 3, -1) < 0) {
            if (errno == EINTR)
                continue;
            die("cannot wait for %s:", f->name);
        }
        if (ends[2].revents)
            hear(f);
        if (ends[0].revents) {
            ssize_t n = descriptor_read(f->from, to, room);
            if (n < 0)
                die("cannot read from %s:", f->name);
            return (size_t)n;
        }
        if (ends[1].revents)
            feed(f);
    }
}

/* Whether the pipe to it, which nobody writes to or reads from any more, is empty. */
static bool left_nothing(const struct filter *f)
{
    unsigned char byte;
    ssize_t n = descriptor_read(f->rest, &byte, 1);
    if (n < 0)
        die("cannot read from %s:", f->name);
    return n == 0;
}

/* Some programs end only when their input does, though they have failed. */
int filter_wait(struct filter *f)
{
    if (f->to >= 0 && f->sent == f->have)
        feed(f);
    bool sent_all = f->to < 0;
    close_end(&f->to);
    while (f->said >= 0)
        hear(f);
    int status = child_wait(f->child);
    f->child = 0;
    f->took_all = sent_all && left_nothing(f);
    return status;
}

bool filter_took_all(const struct filter *f)
{
    return f->took_all;
}

const char *filter_said(struct filter *f)
{
    f->text[strcspn(f->text, "\n")] = '\0';
    return f->text;
}

void filter_close(struct filter *f)
{
    if (!f)
        return;
    close_end(&f->to);
    close_end(&f->rest);
    close_end(&f->from);
    close_end(&f->said);
    if (f->child)
        child_wait(f->child);
    free(f);
}
