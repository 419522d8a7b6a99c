/* Progress with rate and time left on standard error, where that is a terminal and -q was not given; and when it ends, with -v, a
   note of what was done, in how many seconds and how much memory. */
#ifndef MBTR_PROGRESS_H
#define MBTR_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
    const char *what; /* "structures" */
    bool visible;
    size_t done, total;
    double work, whole; /* done, and all there is; whole 0: each thing is as much work as another */
    double started, shown;
};

/* total = 0: not known. */
struct progress progress_start(const char *what, size_t total);

/* Time left is by work, of which there is so much in all, in any unit: where things differ in it. */
void progress_weigh(struct progress *p, double whole);

/* n things are done; so much work is, by any thread. */
void progress_step(struct progress *p, size_t n);
void progress_work(struct progress *p, double work);

/* Shows a text of the caller's instead of rate and time left. */
void progress_text(struct progress *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void progress_end(struct progress *p);

/* With -v: the seconds, also of all processors, and the memory that the program took. */
void progress_note_all(void);

/* Seconds since some moment in the past. */
double progress_clock(void);

#endif
