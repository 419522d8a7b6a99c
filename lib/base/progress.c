#include "base/progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/say.h"
#include "base/text.h"

double progress_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct progress progress_start(const char *what, size_t total)
{
    double t = progress_clock();
    return (struct progress){say_level > 0 && isatty(STDERR_FILENO) ? what : NULL, 0, total, t, t};
}

static void show(const struct progress *p, double t)
{
    double seconds = t - p->started, rate = seconds > 0 ? (double)p->done / seconds : 0;
    if (p->total && rate > 0)
        fprintf(stderr, "\r%s: %zu of %zu %s, %.0f/s, %.0f s left \033[K", say_name(), p->done, p->total, p->what, rate,
                (double)(p->total - p->done) / rate);
    else
        fprintf(stderr, "\r%s: %zu %s, %.0f/s \033[K", say_name(), p->done, p->what, rate);
}

void progress_step(struct progress *p, size_t n)
{
    p->done += n;
    if (!p->what)
        return;
    double t = progress_clock();
    if (t - p->shown < 0.25)
        return;
    p->shown = t;
    show(p, t);
}

void progress_text(struct progress *p, const char *format, ...)
{
    char text[256];
    va_list args;
    if (!p->what)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    text_clean(text);
    p->shown = progress_clock();
    fprintf(stderr, "\r%s: %s \033[K", say_name(), text);
}

void progress_end(struct progress *p)
{
    if (p->what && p->shown > p->started)
        fprintf(stderr, "\r\033[K");
}
