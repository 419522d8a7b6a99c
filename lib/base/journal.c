#include "base/journal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"

struct journal {
    const char *path;
    int fd;
    bool empty;
};

/* Cuts off a last line that has no end: a run was stopped while it wrote it. Returns the length of the file then. */
static off_t drop_cut_line(const struct journal *j)
{
    off_t end = lseek(j->fd, 0, SEEK_END);
    char last;
    if (end < 0)
        die("%s:", j->path);
    off_t keep = end;
    for (; keep > 0; keep--) {
        if (descriptor_peek(j->fd, keep - 1, &last) != 0)
            die("%s: read:", j->path);
        if (last == '\n')
            break;
    }
    if (keep < end && descriptor_truncate(j->fd, keep) != 0)
        die("%s:", j->path);
    return keep;
}

struct journal *journal_open(const char *path)
{
    struct journal *j = mem_new(1, sizeof *j);
    *j = (struct journal){.path = path, .fd = descriptor_open(path, O_RDWR | O_CREAT | O_APPEND)};
    if (j->fd < 0)
        die("%s:", path);
    descriptor_ignore_signals();
    j->empty = drop_cut_line(j) == 0;
    return j;
}

bool journal_empty(const struct journal *j)
{
    return j->empty;
}

void journal_write(struct journal *j, const struct bytes *lines)
{
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
