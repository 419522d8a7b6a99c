#include "base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/number.h"

/* A call that a signal interrupts is made again. */
#define AGAIN(type, call)                 \
    type result;                          \
    do                                    \
        result = (call);                  \
    while (result < 0 && errno == EINTR); \
    return result

void descriptor_ignore_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int descriptor_open(const char *path, int how)
{
    AGAIN(int, open(path, how | O_CLOEXEC, 0666));
}

/* Whether a folder, free of links, is the one where Linux lists the descriptors of this process. */
static bool lists_descriptors(const char *folder)
{
    char own[32];
    int n = snprintf(own, sizeof own, "/proc/%ld/", (long)getpid());
    size_t length = strlen(folder);
    return strncmp(folder, own, (size_t)n) == 0 && length > 3 && strcmp(folder + length - 3, "/fd") == 0;
}

/* Where a link leads, as a path that begins in folder unless it is absolute; NULL where path is no link. */
static char *follow(const char *path, const char *folder)
{
    char target[4096];
    struct bytes text = {0};
    ssize_t n = readlink(path, target, sizeof target);
    if (n < 0 || (size_t)n == sizeof target)
        return NULL;
    bytes_print(&text, "%s%s%.*s", *target == '/' ? "" : folder, *target == '/' ? "" : "/", (int)n, target);
    return (char *)text.at;
}

int descriptor_named(const char *path)
{
    enum { LINKS_MAX = 40 };
    char *at = mem_text(path);
    size_t number = 0;
    bool found = false;
    for (int i = 0; at && !found && i < LINKS_MAX; i++) {
        char *above = mem_text(at), *last = mem_text(at), *folder = realpath(dirname(above), NULL), *next = NULL;
        if (folder && lists_descriptors(folder))
            found = number_count(basename(last), &number);
        if (folder && !found)
            next = follow(at, folder);
        free(above);
        free(last);
        free(folder);
        free(at);
        at = next;
    }
    free(at);
    return found && number <= INT_MAX ? (int)number : -1;
}

int descriptor_copy(int fd)
{
    AGAIN(int, fcntl(fd, F_DUPFD_CLOEXEC, 0));
}

bool descriptor_is_for_writing(int fd)
{
    int how = fcntl(fd, F_GETFL);
    if (how >= 0 && (how & O_ACCMODE) != O_RDONLY)
        return true;
    errno = EBADF;
    return false;
}

int descriptor_inherit(int fd)
{
    return fcntl(fd, F_SETFD, 0);
}

int descriptor_make(char *path)
{
    int fd;
    do
        fd = mkstemp(path);
    while (fd < 0 && errno == EINTR);
    if (fd >= 0)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
}

ssize_t descriptor_read(int fd, void *to, size_t n)
{
    AGAIN(ssize_t, read(fd, to, n));
}

ssize_t descriptor_peek(int fd, off_t at, char *to, size_t n)
{
    size_t got = 0;
    while (got < n) {
        ssize_t more = pread(fd, to + got, n - got, at + (off_t)got);
        if (more < 0 && errno != EINTR)
            return -1;
        if (more == 0)
            break;
        if (more > 0)
            got += (size_t)more;
    }
    return (ssize_t)got;
}

int descriptor_write(int fd, const void *from, size_t n)
{
    for (const char *at = from; n > 0;) {
        ssize_t sent = write(fd, at, n);
        if (sent < 0 && errno != EINTR)
            return -1;
        if (sent > 0) {
            at += sent;
            n -= (size_t)sent;
        }
    }
    return 0;
}

int descriptor_sync(int fd)
{
    AGAIN(int, fsync(fd));
}

int descriptor_truncate(int fd, off_t length)
{
    AGAIN(int, ftruncate(fd, length));
}

int descriptor_lock(int fd, int how)
{
    AGAIN(int, flock(fd, how));
}
