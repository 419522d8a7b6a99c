/* Preloaded into a program, makes one of its calls go wrong: the one that FAULT="MODE N FILE" names by its number, counted
   from 1 among those that the mode can touch. Tells in FILE which call that was, so that its absence means that the program
   makes fewer calls. FAULT="count 0 FILE" tells there how many calls each mode can touch, in the order of the table below.
   Modes:

     fail       the call fails
     lose       the same, among calls that move data or close what it moved through
     full       it and all later calls that store something fail: the disk is full
     short      a read or write gives or takes one byte only
     interrupt  the call is interrupted by a signal and has done nothing
     end        after the call comes SIGTERM, or for an even number SIGINT

   Only calls from the text of the program itself, of libyaml, libxxhash and liblbfgs count: these report what goes wrong, while
   OpenBLAS, spglib and the OpenMP and C libraries end the program or have no way to tell. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a call does, as modes see it. */
enum { ANY = 1, STORES = 2, PARTIAL = 4, WAITS = 8, ENDS = 16, MOVES = 32 };

static const struct mode {
    const char *name;
    unsigned touches; /* ENDS: calls that do anything */
    bool lasting;
    int error; /* 0: the call's own */
} modes[] = {
    {"fail", ANY, false, 0},      {"lose", MOVES, false, 0},          {"full", STORES, true, ENOSPC},
    {"short", PARTIAL, false, 0}, {"interrupt", WAITS, false, EINTR}, {"end", ENDS, false, 0},
};

enum { MODES = sizeof modes / sizeof *modes };

static const struct mode *mode; /* NULL: calls are counted, or nothing is done */
static bool counting;
static size_t number;
static const char *report;
static atomic_size_t count[MODES];

enum { TEXTS_MAX = 8 };
static struct {
    uintptr_t first, end;
} text[TEXTS_MAX];
static size_t texts;
static uintptr_t base; /* of the program, so that addr2line knows the caller */

static int add_text(struct dl_phdr_info *object, size_t size, void *unused)
{
    (void)size;
    (void)unused;
    if (*object->dlpi_name && !strstr(object->dlpi_name, "/libyaml") && !strstr(object->dlpi_name, "/libxxhash") &&
        !strstr(object->dlpi_name, "/liblbfgs"))
        return 0;
    if (!*object->dlpi_name && texts == 0)
        base = (uintptr_t)object->dlpi_addr;
    for (size_t i = 0; i < object->dlpi_phnum && texts < TEXTS_MAX; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
            continue;
        text[texts].first = (uintptr_t)(object->dlpi_addr + part->p_vaddr);
        text[texts].end = text[texts].first + part->p_memsz;
        texts++;
    }
    return 0;
}

/* Programs that this one starts run without faults. */
__attribute__((constructor)) static void begin(void)
{
    char *fault = getenv("FAULT"), *name = fault ? strtok(fault, " ") : NULL, *n = strtok(NULL, " ");
    report = strtok(NULL, " ");
    unsetenv("LD_PRELOAD");
    if (!name || !n || !report)
        return;
    number = strtoul(n, NULL, 10);
    dl_iterate_phdr(add_text, NULL);
    counting = strcmp(name, "count") == 0;
    for (size_t i = 0; i < MODES; i++)
        if (strcmp(modes[i].name, name) == 0)
            mode = &modes[i];
}

/* By system calls, since the functions are ours. */
static void put(const char *line, size_t n)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_APPEND, 0666);
    syscall(SYS_write, fd, line, n);
    syscall(SYS_close, fd);
}

__attribute__((destructor)) static void end(void)
{
    char line[32];
    for (size_t i = 0; counting && i < MODES; i++) {
        int n = snprintf(line, sizeof line, "%zu\n", atomic_load(&count[i]));
        put(line, (size_t)n);
    }
}

static bool counts(const void *caller)
{
    for (size_t i = 0; i < texts; i++)
        if ((uintptr_t)caller >= text[i].first && (uintptr_t)caller < text[i].end)
            return true;
    return false;
}

static void say(const char *name, const void *caller)
{
    char line[128];
    int n = snprintf(line, sizeof line, "%s %#zx\n", name, (size_t)((uintptr_t)caller - base));
    put(line, (size_t)n);
}

static bool due(const char *name, unsigned does, const void *caller)
{
    if ((!mode && !counting) || !counts(caller))
        return false;
    for (size_t i = 0; counting && i < MODES; i++)
        if (modes[i].touches & does)
            atomic_fetch_add(&count[i], 1);
    if (!mode || !(mode->touches & does))
        return false;
    size_t k = atomic_fetch_add(&count[mode - modes], 1) + 1;
    if (k == number)
        say(name, caller);
    return k == number || (mode->lasting && k > number);
}

/* After a call: the signal, when it is due. */
static void end_after(const char *name, const void *caller)
{
    int error = errno;
    if (due(name, ENDS, caller))
        raise(number % 2 ? SIGTERM : SIGINT);
    errno = error;
}

static int error_of(int usual)
{
    return mode->error ? mode->error : usual;
}

static void *next(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (!function)
        abort();
    return function;
}

/* A function that returns failed and sets errno when it fails. */
// clang-format off
#define FAULT(type, name, parameters, arguments, does, failed, error)   \
    type name parameters                                                \
    {                                                                   \
        static type(*real) parameters;                                  \
        if (!real)                                                      \
            *(void **)&real = next(#name);                              \
        if (due(#name, does, __builtin_return_address(0))) {            \
            errno = error_of(error);                                    \
            return failed;                                              \
        }                                                               \
        type result = real arguments;                                   \
        end_after(#name, __builtin_return_address(0));                  \
        return result;                                                  \
    }

/* One that moves up to n bytes. */
#define FAULT_MOVE(name, parameters, arguments, does, error)            \
    ssize_t name parameters                                             \
    {                                                                   \
        static ssize_t(*real) parameters;                               \
        if (!real)                                                      \
            *(void **)&real = next(#name);                              \
        if (due(#name, (does) | PARTIAL, __builtin_return_address(0))) {\
            if (!(mode->touches & PARTIAL)) {                           \
                errno = error_of(error);                                \
                return -1;                                              \
            }                                                           \
            n = n > 1 ? 1 : n;                                          \
        }                                                               \
        ssize_t result = real arguments;                                \
        end_after(#name, __builtin_return_address(0));                  \
        return result;                                                  \
    }

FAULT(void *, malloc, (size_t n), (n), ANY, NULL, ENOMEM)
FAULT(void *, calloc, (size_t n, size_t size), (n, size), ANY, NULL, ENOMEM)
FAULT(void *, realloc, (void *p, size_t n), (p, n), ANY, NULL, ENOMEM)
FAULT(void *, aligned_alloc, (size_t unit, size_t n), (unit, n), ANY, NULL, ENOMEM)
FAULT(char *, realpath, (const char *path, char *to), (path, to), ANY, NULL, ENOMEM)

FAULT_MOVE(read, (int fd, void *to, size_t n), (fd, to, n), ANY | WAITS | MOVES, EIO)
FAULT_MOVE(pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), ANY | WAITS | MOVES, EIO)
FAULT_MOVE(write, (int fd, const void *from, size_t n), (fd, from, n), ANY | WAITS | STORES | MOVES, EIO)

FAULT(int, close, (int fd), (fd), ANY | MOVES, (syscall(SYS_close, fd), -1), EIO)
FAULT(int, fsync, (int fd), (fd), ANY | WAITS | STORES, -1, EIO)
FAULT(int, ftruncate, (int fd, off_t n), (fd, n), ANY | WAITS, -1, EIO)
FAULT(off_t, lseek, (int fd, off_t to, int whence), (fd, to, whence), ANY, -1, ESPIPE)
FAULT(int, rename, (const char *from, const char *to), (from, to), ANY | STORES, -1, EIO)
FAULT(int, mkstemp, (char *path), (path), ANY | STORES | WAITS, -1, EMFILE)
FAULT(int, fchmod, (int fd, mode_t mode_bits), (fd, mode_bits), ANY, -1, EPERM)
FAULT(int, stat, (const char *path, struct stat *to), (path, to), ANY, -1, EACCES)
FAULT(int, fstat, (int fd, struct stat *to), (fd, to), ANY, -1, EIO)
FAULT(int, access, (const char *path, int how), (path, how), ANY, -1, EACCES)
FAULT(int, unlink, (const char *path), (path), ANY, -1, EACCES)
FAULT(int, flock, (int fd, int how), (fd, how), ANY | WAITS, -1, ENOLCK)
FAULT(ssize_t, readlink, (const char *path, char *to, size_t n), (path, to, n), ANY, -1, EACCES)
FAULT(int, dup, (int fd), (fd), ANY, -1, EMFILE)
FAULT(int, scandir,
      (const char *path, struct dirent ***to, int (*wanted)(const struct dirent *),
       int (*compare)(const struct dirent **, const struct dirent **)),
      (path, to, wanted, compare), ANY, -1, ENOMEM)

FAULT(int, dup2, (int fd, int as), (fd, as), ANY, -1, EMFILE)

/* Processes that this one goes on as run without faults, as programs that it starts do. */
pid_t fork(void)
{
    static pid_t (*real)(void);
    if (!real)
        *(void **)&real = next("fork");
    if (due("fork", ANY, __builtin_return_address(0))) {
        errno = error_of(EAGAIN);
        return -1;
    }
    pid_t child = real();
    if (child == 0) {
        mode = NULL;
        counting = false;
    } else
        end_after("fork", __builtin_return_address(0));
    return child;
}

FAULT(FILE *, fopen, (const char *path, const char *how), (path, how), ANY, NULL, ENFILE)
FAULT(char *, fgets, (char *to, int n, FILE *f), (to, n, f), ANY, NULL, EIO)

FAULT(int, socket, (int family, int type, int protocol), (family, type, protocol), ANY, -1, EMFILE)
/* The header has types for it that are the C library's own. */
FAULT(int, connect, (int fd, const void *to, unsigned n), (fd, to, n), ANY | WAITS, -1, EACCES)

FAULT(int, setenv, (const char *name, const char *value, int over), (name, value, over), ANY, -1, ENOMEM)
FAULT(int, pipe, (int ends[2]), (ends), ANY, -1, EMFILE)
FAULT(int, poll, (struct pollfd *fds, nfds_t n, int milliseconds), (fds, n, milliseconds), ANY | WAITS, -1, ENOMEM)
FAULT(pid_t, waitpid, (pid_t child, int *status, int how), (child, status, how), ANY | WAITS, -1, ECHILD)
FAULT(int, posix_spawnp,
      (pid_t *child, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
       char *const *arguments, char *const *environment),
      (child, file, actions, attributes, arguments, environment), ANY, EAGAIN, EAGAIN)
FAULT(int, posix_spawn_file_actions_init, (posix_spawn_file_actions_t *a), (a), ANY, ENOMEM, ENOMEM)
FAULT(int, posix_spawn_file_actions_adddup2, (posix_spawn_file_actions_t *a, int fd, int as), (a, fd, as), ANY, ENOMEM, ENOMEM)
FAULT(int, posix_spawn_file_actions_addclose, (posix_spawn_file_actions_t *a, int fd), (a, fd), ANY, ENOMEM, ENOMEM)
FAULT(int, posix_spawn_file_actions_addopen,
      (posix_spawn_file_actions_t *a, int fd, const char *path, int how, mode_t bits), (a, fd, path, how, bits), ANY, ENOMEM, ENOMEM)
FAULT(int, posix_spawnattr_init, (posix_spawnattr_t *a), (a), ANY, ENOMEM, ENOMEM)

/* Those with a third argument that may be absent. */
#define FAULT_OPEN(name, first, does, error)                            \
    int name(first at, int how, ...)                                    \
    {                                                                   \
        static int (*real)(first, int, ...);                            \
        va_list rest;                                                   \
        va_start(rest, how);                                            \
        long third = va_arg(rest, long);                                \
        va_end(rest);                                                   \
        if (!real)                                                      \
            *(void **)&real = next(#name);                              \
        if (due(#name, does, __builtin_return_address(0))) {            \
            errno = error_of(error);                                    \
            return -1;                                                  \
        }                                                               \
        int result = real(at, how, third);                              \
        end_after(#name, __builtin_return_address(0));                  \
        return result;                                                  \
    }

FAULT_OPEN(open, const char *, ANY | WAITS, EMFILE)
FAULT_OPEN(fcntl, int, ANY, EINVAL)
// clang-format on
