#include "base/die.h"

#include <errno.h>
#include <omp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"

/* Where an attempt of this thread goes on when it fails; NULL outside of attempts. */
static _Thread_local jmp_buf *back;
static _Thread_local char failure[SAY_MAX];

const char *die_attempt(void (*work)(void *context), void *context)
{
    jmp_buf here, *const outer = back;
    if (setjmp(here) != 0) {
        back = outer;
        return failure;
    }
    back = &here;
    work(context);
    back = outer;
    return NULL;
}

/* Goes back to the attempt that this thread is in, if it is in one. */
static void give_up(const char *format, va_list args)
{
    if (!back)
        return;
    say_format(failure, format, args);
    longjmp(*back, 1);
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
    if (back) {
        strcpy(failure, "a pipe was closed");
        longjmp(*back, 1);
    }
    only_once();
    leave(EXIT_FAILED);
}

void die(const char *format, ...)
{
    int error = errno;
    va_list args;
    va_start(args, format);
    give_up(format, args);
    only_once();
    errno = error;
    say_line("", format, args);
    va_end(args);
    leave(EXIT_FAILED);
}

void die_usage(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    give_up(format, args);
    only_once();
    say_line("", format, args);
    va_end(args);
    fprintf(stderr, "Try '%s --help'.\n", say_name());
    exit(EXIT_USAGE);
}
