#include "base/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct progress progress_start(const char *what, size_t total)
{
    double t = now();
    return (struct progress){verbosity > 0 && isatty(STDERR_FILENO) ? what : NULL, 0, total, t, t};
}

static void show(const struct progress *p, double t)
{
    double seconds = t - p->started, rate = seconds > 0 ? (double)p->done / seconds : 0;
    if (p->total && rate > 0)
        fprintf(stderr, "\r%s: %zu of %zu %s, %.0f/s, %.0f s left \033[K", error_name(), p->done, p->total, p->what,
                rate, (double)(p->total - p->done) / rate);
    else
        fprintf(stderr, "\r%s: %zu %s, %.0f/s \033[K", error_name(), p->done, p->what, rate);
}

void progress_step(struct progress *p, size_t n)
{
    p->done += n;
    if (!p->what)
        return;
    double t = now();
    if (t - p->shown < 0.25)
        return;
    p->shown = t;
    show(p, t);
}

void progress_end(struct progress *p)
{
    if (p->what && p->shown > p->started)
        fprintf(stderr, "\r\033[K");
}
