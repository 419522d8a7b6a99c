/* Threads: OpenMP's, one team for all: each parallel region says num_threads(threads()). OpenMP's own number is 1, so that
   a BLAS built with it makes no team of its own, neither inside a region nor outside, whatever the environment says.
   Tasks are given out by the master: GCC's library loses a little memory when another thread gave out tasks that depend on
   each other and the next region follows soon. */
#ifndef MBTR_THREADS_H
#define MBTR_THREADS_H

#include <stddef.h>
#include <stdint.h> /* tells __GLIBC__ */

/* n = 0: as many as there are processors for this process, or fewer where OMP_NUM_THREADS says so. Where the system gives
   fewer than n, these, with a warning. Ends the program where the BLAS gets no memory. Not for the library, which runs in
   programs of others. */
void threads_set(size_t n);

/* Of the team: 1 until threads_set. */
size_t threads(void);

/* For programs that embed the library: how many threads OpenMP, and with it the BLAS, takes on its own in the calling thread
   from now on. Returns how many it was. */
size_t threads_of_blas(size_t n);

/* One copy of a hot loop per processor generation, chosen when the program starts. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && !defined(ONE_TARGET)
#define MANY_TARGETS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MANY_TARGETS
#endif
/* What they call must be part of each copy. */
#if defined(__GNUC__)
#define IN_TARGETS inline __attribute__((always_inline))
#else
#define IN_TARGETS inline
#endif

#endif
