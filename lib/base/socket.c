#include "base/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/progress.h"

/* Errors of connect that may be gone at the next try: the other one has not begun, is busy, or its network is not up. */
static const int passing[] = {ENOENT,     ECONNREFUSED, EAGAIN,   EINTR,       EINPROGRESS,
                              ECONNRESET, ETIMEDOUT,    ENETDOWN, ENETUNREACH, EHOSTUNREACH};

struct socket_place socket_place_path(const char *path)
{
    struct sockaddr_un a;
    if (strlen(path) >= sizeof a.sun_path)
        die("%s: a socket's path may have %zu characters here: take a shorter one", path, sizeof a.sun_path - 1);
    return (struct socket_place){.name = mem_text(path)};
}

bool socket_place_address(const char *text, struct socket_place *to)
{
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;
    if (n == 0 || colon[1] == '\0')
        return false;
    bool brackets = n > 2 && text[0] == '[' && text[n - 1] == ']';
    *to = (struct socket_place){mem_text(text), mem_text_n(text + brackets, n - (brackets ? 2 : 0)), mem_text(colon + 1)};
    return true;
}

void socket_place_free(struct socket_place *p)
{
    free(p->name);
    free(p->host);
    free(p->port);
}

/* How long the system waits for a host that does not answer; 0: as long as it likes. */
static void limit(int fd, int seconds)
{
    struct timeval t = {.tv_sec = seconds};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}

/* One try, at one address: the descriptor, or -1. */
static int try_address(int family, const struct sockaddr *a, socklen_t length, double seconds)
{
    int fd = socket(family, SOCK_STREAM, 0), one = 1;
    if (fd < 0)
        return -1;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    limit(fd, seconds < 1 ? 1 : seconds < 60 ? (int)seconds : 60);
    if (connect(fd, a, length) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    limit(fd, 0);
    /* Answers are short, and the other one waits for them. */
    if (family != AF_UNIX)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static int try_path(const char *path, double seconds)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    memcpy(a.sun_path, path, strlen(path));
    return try_address(AF_UNIX, (const struct sockaddr *)&a, sizeof a, seconds);
}

/* One try at each address of a host. */
static int try_host(const struct socket_place *to, double seconds)
{
    struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *found = NULL;
    int error = getaddrinfo(to->host, to->port, &wanted, &found), fd = -1;
    if (error == EAI_AGAIN) {
        errno = EAGAIN;
        return -1;
    }
    if (error)
        die("%s: expected HOST:PORT that has an address: %s", to->name, gai_strerror(error));
    for (const struct addrinfo *a = found; fd < 0 && a; a = a->ai_next)
        fd = try_address(a->ai_family, a->ai_addr, a->ai_addrlen, seconds);
    error = errno;
    freeaddrinfo(found);
    errno = error;
    return fd;
}

static bool passes(int error)
{
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (passing[i] == error)
            return true;
    return false;
}

void socket_pause(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
}

int socket_connect(const struct socket_place *to, double seconds)
{
    double start = progress_clock();
    descriptor_ignore_signals();
    for (;;) {
        double left = seconds - (progress_clock() - start);
        int fd = to->host ? try_host(to, left) : try_path(to->name, left);
        if (fd >= 0)
            return fd;
        if (!passes(errno))
            die("%s: connect:", to->name);
        int error = errno;
        if (progress_clock() - start >= seconds) {
            errno = error;
            return -1;
        }
        socket_pause();
    }
}

/* One who sends a message in pieces may hold each back until that before it is acknowledged, and systems take 40 ms for that
   unless they are asked, each time. */
static void acknowledge(int fd)
{
#ifdef TCP_QUICKACK
    setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &(int){1}, sizeof(int));
#else
    (void)fd;
#endif
}

ssize_t socket_read(int fd, void *to, size_t n)
{
    size_t got = 0;
    while (got < n) {
        acknowledge(fd);
        ssize_t more = descriptor_read(fd, (char *)to + got, n - got);
        if (more < 0)
            return -1;
        if (more == 0)
            break;
        got += (size_t)more;
    }
    return (ssize_t)got;
}

int socket_write(int fd, const void *from, size_t n)
{
    return descriptor_write(fd, from, n);
}

void socket_close(int fd, const struct socket_place *p)
{
    if (close(fd) != 0)
        die("%s: close:", p->name);
}
