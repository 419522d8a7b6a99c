/* What programs do before anything else, be it by a library that they load: for OpenBLAS chooses its kernels, takes memory and
   never ends where there is none before main begins, and a closed descriptor goes to the first file that anyone opens. Linked
   into programs alone: the library leaves all this to those that embed it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/blas.h"
#include "base/descriptor.h"
#include "base/die.h"

extern char **environ;

enum { STACK_WANTED = 8192, STACK_LEAST = 512 }; /* KiB */

enum { TEXT = 256 };

/* Says why and ends the program, without the calls of exit: libraries that have not begun cannot be taken down. */
static _Noreturn void stop(const char *program, const char *text)
{
    char line[2 * TEXT];
    snprintf(line, sizeof line, "%.200s: %s\n", program, text);
    descriptor_write(STDERR_FILENO, line, strlen(line));
    _exit(EXIT_FAILED);
}

/* A closed descriptor refuses what is asked of it as before, "Bad file descriptor", since input can only be written to, and
   output only read from; messages to nobody are lost. */
static void fill_descriptors(const char *program)
{
    static const int how[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", how[fd]) != fd) {
            char text[TEXT];
            snprintf(text, sizeof text, "descriptor %d is closed, and /dev/null cannot be opened in its place", fd);
            stop(program, text);
        }
}

/* The limit on the stack, raised as far as this process may. */
static void raise_stack(const char *program)
{
    char text[TEXT];
    struct rlimit limit;
    rlim_t wanted = (rlim_t)STACK_WANTED << 10, least = (rlim_t)STACK_LEAST << 10;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
    if ((setrlimit(RLIMIT_STACK, &limit) != 0 && getrlimit(RLIMIT_STACK, &limit) != 0) || limit.rlim_cur >= least)
        return;
    snprintf(text, sizeof text, "the stack may have %llu KiB, expected at least %d: raise the limit (ulimit -s)",
             (unsigned long long)limit.rlim_cur >> 10, STACK_LEAST);
    stop(program, text);
}

static void look_for_memory(const char *program, char **environment)
{
    char text[TEXT];
    if (blas_is_greedy() && !blas_has_room_to_begin(environment, 0, text, sizeof text))
        stop(program, text);
}

static void begin(int argc, char **argv, char **environment)
{
    const char *program = argc > 0 ? argv[0] : "mbtr-tools", *slash = strrchr(program, '/');
    if (slash)
        program = slash + 1;
    fill_descriptors(program);
    raise_stack(program);
    look_for_memory(program, environment);
    blas_hide_variables(environment);
}

#ifdef __GLIBC__
__attribute__((section(".preinit_array"), used)) static void (*const first)(int, char **, char **) = begin;
#endif

/* All libraries have begun. Other C libraries call nothing before them, so that here is the first place. */
__attribute__((constructor)) static void go_on(void)
{
#ifndef __GLIBC__
    begin(0, NULL, environ);
#endif
    blas_hide_variables(environ);
}
