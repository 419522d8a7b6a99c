#include "base/error.h"

#include <errno.h>
#include <omp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int verbosity = 1;
static const char *program = "mbtr-tools";

void error_program(const char *name)
{
    program = name;
}

const char *error_name(void)
{
    return program;
}

/* One fprintf per message, so that lines of programs in one pipeline do not mix. */
static void say(const char *kind, const char *format, va_list args)
{
    char text[2048];
    int error = errno;

    vsnprintf(text, sizeof text, format, args);
    size_t length = strlen(format);
    if (length > 0 && format[length - 1] == ':')
        fprintf(stderr, "%s: %s%s %s\n", program, kind, text, strerror(error));
    else
        fprintf(stderr, "%s: %s%s\n", program, kind, text);
}

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
    say("", format, args);
    va_end(args);
    leave(EXIT_FAILED);
}

void die_usage(const char *format, ...)
{
    only_once();
    va_list args;
    va_start(args, format);
    say("", format, args);
    va_end(args);
    fprintf(stderr, "Try '%s --help'.\n", program);
    exit(EXIT_USAGE);
}

void warn(const char *format, ...)
{
    if (verbosity < 1)
        return;
    va_list args;
    va_start(args, format);
    say("warning: ", format, args);
    va_end(args);
}

void tell(const char *format, ...)
{
    if (verbosity < 1)
        return;
    va_list args;
    va_start(args, format);
    say("", format, args);
    va_end(args);
}

void note(const char *format, ...)
{
    if (verbosity < 2)
        return;
    va_list args;
    va_start(args, format);
    say("", format, args);
    va_end(args);
}
