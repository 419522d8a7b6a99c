/* Connections to programs that listen at a path of this machine (UNIX) or at a port of any (TCP). Calls that a signal
   interrupts are made again, and one who has gone is an error of the call, never a signal. */
#ifndef MBTR_SOCKET_H
#define MBTR_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Where somebody listens. The texts are its own. */
struct socket_place {
    char *name; /* for messages: the path, or HOST:PORT */
    char *host; /* NULL: the name is a path */
    char *port;
};

/* A path; one that is longer than the system takes ends the program. */
struct socket_place socket_place_path(const char *path);

/* "HOST:PORT", a host of colons in brackets; false where the text is none. */
bool socket_place_address(const char *text, struct socket_place *to);

void socket_place_free(struct socket_place *p);

/* Connects, and tries again for so many seconds where nobody listens yet. Returns the descriptor, closed in children; -1: nobody
   did, errno tells what came of the last try. What waiting cannot mend, such as a host without an address, ends the program. */
int socket_connect(const struct socket_place *to, double seconds);

/* What two tries have between them: some hundredths of a second. */
void socket_pause(void);

/* Reads n bytes: fewer only where the other one closes the connection before; -1 where it fails. */
ssize_t socket_read(int fd, void *to, size_t n);

/* Writes all n bytes: 0, or -1. */
int socket_write(int fd, const void *from, size_t n);

/* Failure ends the program, which names the place. */
void socket_close(int fd, const struct socket_place *p);

#endif
