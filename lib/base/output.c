#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/pipe.h"
#include "base/progress.h"
#include "base/size.h"
#include "base/unfinished.h"

enum { FLUSH_AT = 1 << 18 };

struct output {
    int fd;
    enum output_kind kind;
    const char *name;      /* for messages */
    char *target, *beside; /* of a file to be renamed, else NULL */
    struct bytes held;
    struct output *next; /* in a list */
};

/* Opened before the work and not taken yet; closed and not in their places yet. */
static struct output *prepared, *closed;

/* Creates PATH.XXXXXX with the permissions of the old file, or those that a new one gets (old: NULL). */
static void open_beside(struct output *out, const char *path, const struct stat *old)
{
    char *real = old ? realpath(path, NULL) : mem_text(path);
    if (!real)
        die("%s:", path);
    size_t length = strlen(real);
    out->target = real;
    out->beside = mem_new(size_add(length, 8), 1);
    memcpy(out->beside, real, length);
    memcpy(out->beside + length, ".XXXXXX", 8);
    out->fd = unfinished_make(out->beside);
    if (out->fd < 0)
        die("%s:", path);
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(out->fd, old ? old->st_mode & 07777 : 0666 & ~mask) != 0)
        die("%s:", path);
}

struct output *output_to(int fd, const char *name, enum output_kind kind)
{
    struct output *out = mem_zero(1, sizeof *out);
    *out = (struct output){.fd = fd, .name = name, .kind = kind};
    return out;
}

static struct output *open_standard(void)
{
    struct output *out = output_to(STDOUT_FILENO, "standard output", OUTPUT_TEXT);
    if (!descriptor_is_for_writing(out->fd))
        die("%s:", out->name);
    return out;
}

static struct output *open_named(const char *path)
{
    struct output *out = output_to(-1, path, OUTPUT_TEXT);
    int named = descriptor_named(path);
    struct stat status;
    bool exists = named < 0 && stat(path, &status) == 0;
    if (named < 0 && !exists && errno != ENOENT)
        die("%s:", path);
    if (named >= 0 || (exists && !S_ISREG(status.st_mode))) {
        if (named < 0)
            out->fd = descriptor_open(path, O_WRONLY);
        else if (descriptor_is_for_writing(named))
            out->fd = descriptor_copy(named);
        if (out->fd < 0)
            die("%s:", path);
    } else
        open_beside(out, path, exists ? &status : NULL);
    return out;
}

void output_prepare(const char *path)
{
    struct output *out = open_named(path);
    out->next = prepared;
    prepared = out;
}

/* The one that was prepared under this name, or a new one. */
static struct output *take(const char *path)
{
    struct output **at = &prepared;
    while (*at && strcmp((*at)->name, path) != 0)
        at = &(*at)->next;
    struct output *out = *at;
    if (!out)
        return open_named(path);
    *at = out->next;
    return out;
}

struct output *output_open(const char *path, enum output_kind kind)
{
    descriptor_ignore_signals();
    bool standard = !path || strcmp(path, "-") == 0;
    struct output *out = standard ? open_standard() : take(path);
    out->kind = kind;
    if (kind == OUTPUT_BINARY && isatty(out->fd))
        die_usage("binary output is not for a terminal: use -o FILE or a pipe");
    pipe_widen(out->fd);
    return out;
}

static void send(struct output *out, const unsigned char *from, size_t n)
{
    if (descriptor_write(out->fd, from, n) == 0)
        return;
    if (errno == EPIPE)
        die_silently();
    die("%s: write:", out->name);
}

/* Sends what is held, except a text's last line end. */
static void flush(struct output *out)
{
    struct bytes *held = &out->held;
    size_t keep = out->kind == OUTPUT_TEXT && held->length > 0 && held->at[held->length - 1] == '\n';
    send(out, held->at, held->length - keep);
    if (keep)
        held->at[0] = '\n';
    held->length = keep;
}

void output_write(struct output *out, const void *from, size_t n)
{
    if (out->kind == OUTPUT_BINARY && n >= FLUSH_AT) {
        flush(out);
        send(out, from, n);
        return;
    }
    bytes_put(&out->held, from, n);
    if (out->held.length >= FLUSH_AT)
        flush(out);
}

void output_print(struct output *out, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0)
        die("cannot format '%s'", format);
    if ((size_t)n < sizeof text) {
        output_write(out, text, (size_t)n);
        return;
    }
    char *longer = mem_new((size_t)n + 1, 1);
    va_start(args, format);
    vsnprintf(longer, (size_t)n + 1, format, args);
    va_end(args);
    output_write(out, longer, (size_t)n);
    free(longer);
}

int output_descriptor(struct output *out)
{
    flush(out);
    return out->fd;
}

static void free_output(struct output *out)
{
    bytes_free(&out->held);
    free(out->beside);
    free(out->target);
    free(out);
}

void output_close(struct output *out)
{
    if (!out)
        return;
    send(out, out->held.at, out->held.length);
    if (out->beside && descriptor_sync(out->fd) != 0)
        die("%s: fsync:", out->name);
    if (close(out->fd) != 0)
        die("%s: close:", out->name);
    if (out->beside) {
        out->next = closed;
        closed = out;
    } else
        free_output(out);
}

/* Signals wait, so that they find all files in their places or none. */
void output_commit(void)
{
    unfinished_hold();
    for (struct output *next, *out = closed; out; out = next) {
        next = out->next;
        if (rename(out->beside, out->target) != 0)
            die("%s: rename:", out->name);
        unfinished_forget(out->beside);
        free_output(out);
    }
    closed = NULL;
    unfinished_release();
    progress_note_all();
}
