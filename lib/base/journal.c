#include "base/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"

struct journal {
    const char *path;
    int fd;
    bool empty;
};

/* What is left. */
static off_t drop_cut_line(const struct journal *j)
{
    off_t end = lseek(j->fd, 0, SEEK_END);
    char last;
    if (end < 0)
        die("%s:", j->path);
    off_t keep = end;
    for (; keep > 0; keep--) {
        if (pread(j->fd, &last, 1, keep - 1) != 1)
            die("%s: read:", j->path);
        if (last == '\n')
            break;
    }
    if (keep < end && ftruncate(j->fd, keep) != 0)
        die("%s:", j->path);
    return keep;
}

struct journal *journal_open(const char *path)
{
    struct journal *j = mem_new(1, sizeof *j);
    *j = (struct journal){.path = path, .fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666)};
    if (j->fd < 0)
        die("%s:", path);
    j->empty = drop_cut_line(j) == 0;
    return j;
}

bool journal_empty(const struct journal *j)
{
    return j->empty;
}

void journal_write(struct journal *j, const struct bytes *lines)
{
    for (size_t sent = 0; sent < lines->length;) {
        ssize_t n = write(j->fd, lines->at + sent, lines->length - sent);
        if (n < 0 && errno != EINTR)
            die("%s: write:", j->path);
        sent += n > 0 ? (size_t)n : 0;
    }
}

void journal_sync(struct journal *j)
{
    if (fsync(j->fd) != 0)
        die("%s: fsync:", j->path);
}

void journal_close(struct journal *j)
{
    if (close(j->fd) != 0)
        die("%s: close:", j->path);
    free(j);
}
