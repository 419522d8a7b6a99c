/* A program as a filter: bytes go in as it takes them, and others come out. Errors of the system end the program. */
#ifndef MBTR_FILTER_H
#define MBTR_FILTER_H

#include <stdbool.h>
#include <stddef.h>

struct filter;

/* Where its bytes are from: brings up to room of them, 0 at the end. */
struct filter_source {
    size_t (*next)(void *context, unsigned char *to, size_t room);
    void *context;
};

/* Starts arguments[0], found in PATH; NULL where there is no such program. What it says on standard error is kept where
   that is wanted, else it goes to ours. */
struct filter *filter_start(char *const arguments[], struct filter_source source, bool keep_said);

/* The next of its bytes, as many as came; 0 at the end. */
size_t filter_read(struct filter *f, void *to, size_t room);

/* After the end: waits for the program and returns its status, as of waitpid. */
int filter_wait(struct filter *f);

/* After that: whether it has taken all that the source has. */
bool filter_took_all(const struct filter *f);

/* The first line of what it said, where that is kept; "" where it said nothing. */
const char *filter_said(struct filter *f);

/* Before the end too: the program then ends since nobody reads on. */
void filter_close(struct filter *f);

#endif
