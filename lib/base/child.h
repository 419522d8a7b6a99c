/* Programs run as children. Errors end the program. */
#ifndef MBTR_CHILD_H
#define MBTR_CHILD_H

#include <sys/types.h>

/* A pipe to or from a child, which inherits neither end but as its standard input or output. */
void child_pipe(int ends[2]);

/* Closes an end of a pipe, or another descriptor that a child had. */
void child_close(int end);

/* Starts arguments[0], found in PATH, with these descriptors as its standard input, output and error. Returns -1 when
   there is no such program; where the system cannot tell, its status is that of exit(127). */
pid_t child_start(char *const arguments[], int in, int out, int messages);

/* This process once more, 0 there, as fork; unfinished files (base/unfinished.h) are the other's. */
pid_t child_fork(void);

/* The status that a child ended with, as of waitpid. */
int child_wait(pid_t child);

#endif
