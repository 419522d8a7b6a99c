#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE, sched_getaffinity */
#include "base/blas.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/die.h"

/* Weak: a BLAS other than OpenBLAS does not have them, and programs without one neither. */
extern void openblas_set_num_threads(int n) __attribute__((weak));
extern void *blas_memory_alloc(int unused) __attribute__((weak));
extern void blas_memory_free(void *buffer) __attribute__((weak));

extern char **environ;

static struct blas_functions openblas = {openblas_set_num_threads, blas_memory_alloc, blas_memory_free};

/* OpenBLAS has places for about so many buffers. */
enum { CALLERS_MAX = 512 };

bool blas_is_greedy(void)
{
    return openblas.set_threads != NULL;
}

void blas_loaded(struct blas_functions functions)
{
    openblas = functions;
}

bool blas_has_room(size_t n)
{
#ifdef MAP_NORESERVE
    void *at = mmap(NULL, n * BLAS_BUFFER, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at != MAP_FAILED && munmap(at, n * BLAS_BUFFER) == 0;
#else
    return n > 0;
#endif
}

static long processors(void)
{
#ifdef CPU_COUNT
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
#endif
    return sysconf(_SC_NPROCESSORS_ONLN);
}

/* How many threads OpenBLAS thinks of when it is loaded: as it counts them, which is by OMP_NUM_THREADS at last. */
static size_t threads_at_first(char **environment)
{
    static const char *const names[] = {"OPENBLAS_NUM_THREADS=", "GOTO_NUM_THREADS=", "OMP_NUM_THREADS="};
    long most = processors();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (char **at = environment; *at; at++) {
            size_t length = strlen(names[i]);
            long n = strncmp(*at, names[i], length) == 0 ? strtol(*at + length, NULL, 10) : 0;
            if (n > 0)
                return (size_t)(n < most ? n : most);
        }
    return (size_t)most;
}

bool blas_has_room_to_begin(char **environment, size_t more, char *text, size_t bytes)
{
    size_t n = threads_at_first(environment);
    if (blas_has_room(n + more))
        return true;
    snprintf(
        text, bytes,
        "OpenBLAS needs %zu MiB of memory for OPENBLAS_NUM_THREADS=%zu and may not have them: lower that number, or raise the "
        "limit (ulimit -v, ulimit -d)",
        n * (BLAS_BUFFER >> 20), n);
    return false;
}

void blas_load(void)
{
    if (blas_late_load)
        blas_late_load();
}

/* How many threads there will be room for, beside those of OpenBLAS; one at least, since it may not be called. */
static size_t callers_to_come(size_t n)
{
    n = n < CALLERS_MAX ? n : CALLERS_MAX;
    while (n > 1 && !blas_has_room(n + threads_at_first(environ)))
        n--;
    return n;
}

size_t blas_callers(size_t n)
{
    if (!blas_is_greedy())
        return blas_late_load ? callers_to_come(n) : n;
    openblas.set_threads(1);
    if (!openblas.allocate || !openblas.release)
        return n;
    /* Buffers that were used once stay mapped for the next who calls. */
    void *buffer[CALLERS_MAX];
    size_t got = 0;
    while (got < n && got < CALLERS_MAX && blas_has_room(1) && (buffer[got] = openblas.allocate(0)))
        got++;
    for (size_t i = 0; i < got; i++)
        openblas.release(buffer[i]);
    if (got == 0)
        die("OpenBLAS needs %zu MiB of memory for each thread and may not have them: raise the limit (ulimit -v, ulimit -d)",
            BLAS_BUFFER >> 20);
    return got;
}

/* Variables that must not reach the libraries: other kernels or blocks of the BLAS round otherwise or do not run here at all;
   and the stacks of threads are as large as they must be (threads.c). */
static const char *const hidden[] = {"OPENBLAS_CORETYPE=", "OPENBLAS_BLOCK_FACTOR=", "OMP_STACKSIZE=", "GOMP_STACKSIZE="};

/* Changes the first letter of their names, or changes it back. */
void blas_hide_variables(char **environment)
{
    for (; *environment; environment++)
        for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
            if (**environment && strncmp(*environment + 1, hidden[i] + 1, strlen(hidden[i]) - 1) == 0)
                **environment = (char)(**environment ^ 0x40);
}
