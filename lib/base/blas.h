/* The BLAS, whichever build of it is loaded: it runs in the thread that calls it and in no other, so that results do not
   depend on the number of threads, teams do not fight, and nobody waits for threads that the system does not give.

   OpenBLAS maps a buffer for each of its threads when it is loaded, and one for each call at work. Where there is no room it
   tries again for ever. So room is looked for before it starts (start.c) and before work begins. */
#ifndef MBTR_BLAS_H
#define MBTR_BLAS_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of one of OpenBLAS's buffers, or somewhat more. */
#define BLAS_BUFFER ((size_t)(sizeof(void *) > 4 ? 128 : 32) << 20)

/* Whether OpenBLAS is loaded. */
bool blas_is_greedy(void);

/* Whether the system would give n buffers more. */
bool blas_has_room(size_t n);

/* Lets the BLAS have one thread, and buffers for up to n threads of ours that call it at once. Returns how many of these
   there is room for, at least one, else the program ends. */
size_t blas_callers(size_t n);

#endif
