/* Threads: OpenMP's, one team for all. The BLAS runs one thread inside it, so that results do not depend on the number
   of threads and pools do not fight, whichever BLAS build is loaded. Tasks are given out by the master: GCC's library
   loses a little memory when another thread gave out tasks that depend on each other and the next region follows soon. */
#ifndef MBTR_THREADS_H
#define MBTR_THREADS_H

#include <stddef.h>
#include <stdint.h> /* tells __GLIBC__ */

/* n = 0: as many as this process may use (OMP_NUM_THREADS and processor affinity are respected). */
void threads_set(size_t n);
size_t threads(void);

/* For programs that embed the library: how many threads parallel regions of the calling thread have from now on, those of
   the BLAS's OpenMP build too. Returns how many it was. */
size_t threads_in_region(size_t n);

/* One copy of a hot loop per processor generation, chosen when the program starts. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && !defined(ONE_TARGET)
#define MANY_TARGETS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MANY_TARGETS
#endif

#endif
