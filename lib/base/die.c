#include "base/die.h"

#include <errno.h>
#include <omp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/say.h"

/* exit() may run once only; threads that come later wait for its end. */
static void only_once(void)
{
    static atomic_flag failed = ATOMIC_FLAG_INIT;
    while (atomic_flag_test_and_set(&failed))
        pause();
}

/* exit() takes libraries down, which would crash other threads that are at work in them. */
static _Noreturn void leave(int status)
{
    if (omp_in_parallel())
        quick_exit(status);
    exit(status);
}

void die_silently(void)
{
    only_once();
    leave(EXIT_FAILED);
}

void die(const char *format, ...)
{
    int error = errno;
    only_once();
    errno = error;
    va_list args;
    va_start(args, format);
    say_line("", format, args);
    va_end(args);
    leave(EXIT_FAILED);
}

void die_usage(const char *format, ...)
{
    only_once();
    va_list args;
    va_start(args, format);
    say_line("", format, args);
    va_end(args);
    fprintf(stderr, "Try '%s --help'.\n", say_name());
    exit(EXIT_USAGE);
}
