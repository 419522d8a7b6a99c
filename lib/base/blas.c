#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_NORESERVE */
#include "base/blas.h"

#include <sys/mman.h>

#include "base/die.h"

/* Weak: a BLAS other than OpenBLAS does not have them, and programs without one neither. */
extern void openblas_set_num_threads(int n) __attribute__((weak));
extern void *blas_memory_alloc(int unused) __attribute__((weak));
extern void blas_memory_free(void *buffer) __attribute__((weak));

/* OpenBLAS has places for about so many buffers. */
enum { CALLERS_MAX = 512 };

bool blas_is_greedy(void)
{
    return openblas_set_num_threads != NULL;
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

size_t blas_callers(size_t n)
{
    if (!blas_is_greedy())
        return n;
    openblas_set_num_threads(1);
    if (!blas_memory_alloc || !blas_memory_free)
        return n;
    /* Buffers that were used once stay mapped for the next who calls. */
    void *buffer[CALLERS_MAX];
    size_t got = 0;
    while (got < n && got < CALLERS_MAX && blas_has_room(1) && (buffer[got] = blas_memory_alloc(0)))
        got++;
    for (size_t i = 0; i < got; i++)
        blas_memory_free(buffer[i]);
    if (got == 0)
        die("OpenBLAS needs %zu MiB of memory for each thread and may not have them: raise the limit (ulimit -v, ulimit -d)",
            BLAS_BUFFER >> 20);
    return got;
}
