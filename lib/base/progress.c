#include "base/progress.h"

#include <omp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/say.h"
#include "base/text.h"

/* Bytes that ru_maxrss counts: macOS counts single ones, others kibibytes. */
#ifdef __APPLE__
#define UNIT_OF_MAXRSS 1
#else
#define UNIT_OF_MAXRSS 1024
#endif

double progress_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The most memory that was in use, in MB. */
static double memory_used(void)
{
    struct rusage u;
    return getrusage(RUSAGE_SELF, &u) == 0 ? 1e-6 * UNIT_OF_MAXRSS * (double)u.ru_maxrss : 0;
}

struct progress progress_start(const char *what, size_t total)
{
    double t = progress_clock();
    return (struct progress){
        .what = what, .visible = say_level > 0 && isatty(STDERR_FILENO), .total = total, .started = t, .shown = t};
}

void progress_weigh(struct progress *p, double whole)
{
    p->whole = whole;
}

/* The part of all that is done, 0 where that is not known. */
static double part_done(const struct progress *p)
{
    double part = p->whole > 0 ? p->work / p->whole : p->total > 0 ? (double)p->done / (double)p->total : 0;
    return part < 1 ? part : 1;
}

static void show(const struct progress *p, double t)
{
    double seconds = t - p->started, part = part_done(p);
    fprintf(stderr, "\r%s: %zu", say_name(), p->done);
    if (p->total)
        fprintf(stderr, " of %zu", p->total);
    fprintf(stderr, " %s", p->what);
    if (p->whole > 0)
        fprintf(stderr, ", %.0f %% of the work", 100 * part);
    else if (seconds > 0)
        fprintf(stderr, ", %.0f/s", (double)p->done / seconds);
    if (part > 0)
        fprintf(stderr, ", %.0f s left", seconds / part - seconds);
    fprintf(stderr, " \033[K");
}

static void show_now_and_then(struct progress *p)
{
    double t = progress_clock();
    if (t - p->shown < 0.25)
        return;
    p->shown = t;
    show(p, t);
}

void progress_step(struct progress *p, size_t n)
{
    p->done += n;
    if (p->visible)
        show_now_and_then(p);
}

void progress_work(struct progress *p, double work)
{
#pragma omp atomic
    p->work += work;
    if (p->visible && omp_get_thread_num() == 0)
        show_now_and_then(p);
}

void progress_text(struct progress *p, const char *format, ...)
{
    char text[256];
    va_list args;
    if (!p->visible)
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
    if (p->visible && p->shown > p->started)
        fprintf(stderr, "\r\033[K");
    say_note("%zu %s in %.2f s, %.0f MB of memory by then", p->done, p->what, progress_clock() - p->started, memory_used());
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

void progress_note_all(void)
{
    struct rusage u;
    if (getrusage(RUSAGE_SELF, &u) == 0)
        say_note("%.2f s of processors, %.0f MB of memory at most", seconds_of(u.ru_utime) + seconds_of(u.ru_stime),
                 memory_used());
}
