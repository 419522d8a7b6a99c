/* Calls on files that a signal may interrupt, or that may do a part only: begun again until they are done. They return
   what their cousins in the C library do, with errno set: -1 where they fail. */
#ifndef MBTR_DESCRIPTOR_H
#define MBTR_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* From here on a closed pipe and a file that grows over its limit are errors of write, not signals. */
void descriptor_ignore_signals(void);

/* open, closed in children; a new file gets the usual permissions. */
int descriptor_open(const char *path, int how);

/* The descriptor that a path stands for, such as /dev/stdout or /dev/fd/3, by that name or by links to it; -1 where it stands
   for none. Opening such a path would begin the file anew, or at its start; write to the descriptor instead. */
int descriptor_named(const char *path);

/* A second one for the same place in the same file, closed in children. */
int descriptor_copy(int fd);

/* Whether it is open, and not only to be read: else errno tells, as write does. */
bool descriptor_is_for_writing(int fd);

/* Not closed in children any more. */
int descriptor_inherit(int fd);

/* mkstemp, closed in children. */
int descriptor_make(char *path);

/* read: may bring fewer than n bytes. */
ssize_t descriptor_read(int fd, void *to, size_t n);

/* pread: up to n bytes, fewer only at the end of the file. */
ssize_t descriptor_peek(int fd, off_t at, char *to, size_t n);

/* Writes all n bytes. */
int descriptor_write(int fd, const void *from, size_t n);

int descriptor_sync(int fd);
int descriptor_truncate(int fd, off_t length);

/* flock. */
int descriptor_lock(int fd, int how);

#endif
