#include "base/threads.h"

#include <omp.h>

#include "base/die.h"

/* Weak: a BLAS other than OpenBLAS does not have it. */
extern void openblas_set_num_threads(int n) __attribute__((weak));

enum { THREADS_MAX = 4096 };

void threads_set(size_t n)
{
    if (n > THREADS_MAX)
        die_usage("--threads: expected at most %d, found %zu", THREADS_MAX, n);
    int team = n > 0 ? (int)n : omp_get_max_threads();
    /* OpenBLAS's OpenMP build sets the number of OpenMP too, so ours comes after it. */
    if (openblas_set_num_threads)
        openblas_set_num_threads(1);
    omp_set_num_threads(team);
}

size_t threads_in_region(size_t n)
{
    size_t before = threads();
    omp_set_num_threads((int)n);
    return before;
}

size_t threads(void)
{
    return (size_t)omp_get_max_threads();
}
