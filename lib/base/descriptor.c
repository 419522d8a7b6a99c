#include "base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

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

int descriptor_peek(int fd, off_t at, char *to)
{
    ssize_t n;
    do
        n = pread(fd, to, 1, at);
    while (n < 0 && errno == EINTR);
    return n == 1 ? 0 : -1;
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
