#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pipe.h"

enum { FLUSH_AT = 1 << 18, UNFINISHED_MAX = 8 };

struct output {
    int fd;
    enum output_kind kind;
    const char *name;      /* for messages */
    char *target, *beside; /* of a file to be renamed, else NULL */
    size_t slot;           /* of beside in unfinished */
    struct bytes held;
};

/* Files that must not outlive a failure; read by the signal handler. */
static char *volatile unfinished[UNFINISHED_MAX];

static void remove_unfinished(void)
{
    for (size_t i = 0; i < UNFINISHED_MAX; i++)
        if (unfinished[i])
            unlink(unfinished[i]);
}

static void on_signal(int number)
{
    remove_unfinished();
    signal(number, SIG_DFL);
    raise(number);
}

static void watch_failures(void)
{
    static bool watching;
    static const int signals[] = {SIGHUP, SIGINT, SIGTERM, SIGXCPU, SIGXFSZ};
    struct sigaction action = {.sa_handler = on_signal};
    if (watching)
        return;
    watching = true;
    atexit(remove_unfinished);
    at_quick_exit(remove_unfinished);
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction old;
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

/* Creates PATH.XXXXXX with the permissions that a new file gets. */
static void open_beside(struct output *out, const char *path)
{
    struct stat old;
    bool exists = stat(path, &old) == 0;
    size_t length = strlen(path);
    char *real = exists ? realpath(path, NULL) : mem_text(path);
    if (!real)
        die("%s:", path);
    length = strlen(real);
    out->target = real;
    out->beside = mem_new(size_add(length, 8), 1);
    memcpy(out->beside, real, length);
    memcpy(out->beside + length, ".XXXXXX", 8);
    for (out->slot = 0; out->slot < UNFINISHED_MAX && unfinished[out->slot]; out->slot++)
        ;
    if (out->slot == UNFINISHED_MAX)
        die("%s: more than %d files are being written", path, UNFINISHED_MAX);
    watch_failures();
    out->fd = mkstemp(out->beside);
    if (out->fd < 0)
        die("%s:", path);
    unfinished[out->slot] = out->beside;
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(out->fd, exists ? old.st_mode & 07777 : 0666 & ~mask) != 0)
        die("%s:", path);
}

struct output *output_open(const char *path, enum output_kind kind)
{
    struct output *out = mem_zero(1, sizeof *out);
    struct stat status;
    out->kind = kind;
    signal(SIGPIPE, SIG_IGN);
    if (!path || strcmp(path, "-") == 0) {
        out->fd = STDOUT_FILENO;
        out->name = "standard output";
        if (kind == OUTPUT_BINARY && isatty(out->fd))
            die_usage("binary output is not for a terminal: use -o FILE or a pipe");
        if (fcntl(out->fd, F_GETFD) < 0)
            die("%s:", out->name);
        pipe_widen(out->fd);
        return out;
    }
    out->name = path;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        out->fd = open(path, O_WRONLY | O_CLOEXEC);
        if (out->fd < 0)
            die("%s:", path);
    } else
        open_beside(out, path);
    return out;
}

static void send(struct output *out, const unsigned char *from, size_t n)
{
    while (n > 0) {
        ssize_t sent = write(out->fd, from, n);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EPIPE)
            die_silently();
        if (sent < 0)
            die("%s: write:", out->name);
        from += sent;
        n -= (size_t)sent;
    }
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

void output_close(struct output *out)
{
    if (!out)
        return;
    send(out, out->held.at, out->held.length);
    if (out->beside && fsync(out->fd) != 0)
        die("%s: fsync:", out->name);
    if (close(out->fd) != 0)
        die("%s: close:", out->name);
    if (out->beside) {
        if (rename(out->beside, out->target) != 0)
            die("%s: rename:", out->name);
        unfinished[out->slot] = NULL;
    }
    bytes_free(&out->held);
    free(out->beside);
    free(out->target);
    free(out);
}
