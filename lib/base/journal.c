#include "base/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"

/* As much of a strange first line is shown. */
enum { SHOWN = 60 };

struct journal {
    const char *path;
    int fd;
    off_t whole; /* bytes up to the end of the last whole line */
    bool cut;    /* bytes of a cut line follow these */
};

/* Pipes and devices are not even opened, which others would notice. */
static void check_kind(const char *path)
{
    struct stat s;
    if (stat(path, &s) != 0 || S_ISREG(s.st_mode))
        return;
    const char *kind = S_ISDIR(s.st_mode) ? "directory" : S_ISFIFO(s.st_mode) ? "pipe" : "device";
    die("%s: expected a file for the log, which a later run can go on from, found a %s", path, kind);
}

static void lock(const struct journal *j, bool wait)
{
    if (descriptor_lock(j->fd, LOCK_EX | LOCK_NB) == 0)
        return;
    if (errno == EWOULDBLOCK && !wait)
        die("%s: another run is using it: wait for its end, or use another --log", j->path);
    if (errno == EWOULDBLOCK) {
        say("another search, or the command that one began, is at work with %s: waiting for its end", j->path);
        if (descriptor_lock(j->fd, LOCK_EX) == 0)
            return;
    }
    if (errno != ENOLCK && errno != ENOSYS && errno != ENOTSUP && errno != EOPNOTSUPP && errno != EINVAL)
        die("%s: lock:", j->path);
    say_warning("%s: its file system has no locks: see to it that no other run uses it", j->path);
}

/* Up to n bytes at a place; fewer at the end of the file. */
static size_t peek(const struct journal *j, off_t at, char *to, size_t n)
{
    ssize_t got = descriptor_peek(j->fd, at, to, n);
    if (got < 0)
        die("%s: read:", j->path);
    return (size_t)got;
}

/* Appends a line of names as messages have it: parted by commas, and no byte that a terminal would obey. */
static void put_names(struct bytes *to, const char *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i] == '\t')
            bytes_print(to, ", ");
        else
            bytes_print(to, "%c", line[i] >= ' ' && line[i] < 0x7f ? line[i] : '?');
}

static _Noreturn void refuse(const struct journal *j, const char *names)
{
    char line[SHOWN];
    struct bytes wanted = {0}, found = {0};
    size_t n = peek(j, 0, line, sizeof line);
    const char *end = memchr(line, '\n', n);
    put_names(&wanted, names, strlen(names));
    put_names(&found, line, end ? (size_t)(end - line) : n);
    bytes_print(&found, "%s", !end && n == SHOWN ? "..." : "");
    die("%s: not a log of %s: expected the columns %s, found '%s': give --log another file", j->path, say_name(),
        (char *)wanted.at, (char *)found.at);
}

/* A file that ends within the names was begun by a run that was stopped there. */
static void recognise(const struct journal *j, const char *names)
{
    size_t length = strlen(names);
    char *line = mem_new(length + 2, 1);
    size_t n = peek(j, 0, line, length + 2);
    bool same = memcmp(line, names, n < length ? n : length) == 0;
    size_t end = n > length && line[length] == '\r' ? length + 1 : length;
    if (!same || (n > end && line[end] != '\n'))
        refuse(j, names);
    free(line);
}

/* Bytes up to the end of the last line that has one. */
static off_t find_whole(const struct journal *j, off_t end)
{
    char block[4096];
    while (end > 0) {
        size_t n = end < (off_t)sizeof block ? (size_t)end : sizeof block;
        n = peek(j, end - (off_t)n, block, n);
        for (; n > 0 && block[n - 1] != '\n'; n--)
            end--;
        if (n > 0)
            break;
    }
    return end;
}

static void write_names(struct journal *j, const char *names)
{
    struct bytes line = {0};
    bytes_print(&line, "%s\n", names);
    journal_write(j, &line);
    bytes_free(&line);
}

struct journal *journal_open(const char *path, const char *names, bool wait)
{
    check_kind(path);
    struct journal *j = mem_new(1, sizeof *j);
    *j = (struct journal){.path = path, .fd = descriptor_open(path, O_RDWR | O_CREAT | O_APPEND)};
    if (j->fd < 0)
        die("%s:", path);
    descriptor_ignore_signals();
    lock(j, wait);
    off_t end = lseek(j->fd, 0, SEEK_END);
    if (end < 0)
        die("%s:", path);
    recognise(j, names);
    j->whole = find_whole(j, end);
    j->cut = j->whole < end;
    if (j->whole == 0)
        write_names(j, names);
    else if (j->cut)
        say_warning("%s: its last line has no end, as a run leaves it that is stopped while it writes: it does not count",
                    path);
    return j;
}

struct table *journal_table(const struct journal *j)
{
    int fd = descriptor_copy(j->fd);
    if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0)
        die("%s:", j->path);
    return table_growing(fd, j->path);
}

void journal_inherit(const struct journal *j)
{
    if (descriptor_inherit(j->fd) != 0)
        die("%s:", j->path);
}

void journal_write(struct journal *j, const struct bytes *lines)
{
    if (j->cut && descriptor_truncate(j->fd, j->whole) != 0)
        die("%s:", j->path);
    j->cut = false;
    if (descriptor_write(j->fd, lines->at, lines->length) != 0)
        die("%s: write:", j->path);
}

void journal_sync(struct journal *j)
{
    if (descriptor_sync(j->fd) != 0)
        die("%s: fsync:", j->path);
}

void journal_close(struct journal *j)
{
    if (close(j->fd) != 0)
        die("%s: close:", j->path);
    free(j);
}
