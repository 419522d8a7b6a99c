/* Progress with rate and time left on standard error, where that is a terminal and -q was not given. */
#ifndef MBTR_PROGRESS_H
#define MBTR_PROGRESS_H

#include <stddef.h>

struct progress {
    const char *what; /* "structures"; NULL when nothing is shown */
    size_t done, total;
    double started, shown;
};

/* total = 0: not known. */
struct progress progress_start(const char *what, size_t total);
void progress_step(struct progress *p, size_t n);
/* Shows a text of the caller's instead of rate and time left. */
void progress_text(struct progress *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void progress_end(struct progress *p);

/* Seconds since some moment in the past. */
double progress_clock(void);

#endif
