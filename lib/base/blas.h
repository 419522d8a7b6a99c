/* The BLAS, whichever build of it is loaded: it runs in the thread that calls it and in no other, so that results do not
   depend on the number of threads, teams do not fight, and nobody waits for threads that the system does not give.

   OpenBLAS maps a buffer for each of its threads when it is loaded, and one for each call at work. Where there is no room it
   tries again for ever. So room is looked for before it starts (start.c, blas_late.c) and before work begins. */
#ifndef MBTR_BLAS_H
#define MBTR_BLAS_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of one of OpenBLAS's buffers, or somewhat more. */
#define BLAS_BUFFER ((size_t)(sizeof(void *) > 4 ? 128 : 32) << 20)

/* Whether OpenBLAS is loaded. */
bool blas_is_greedy(void);

/* Functions of OpenBLAS that no header of it has. */
struct blas_functions {
    void (*set_threads)(int n);
    void *(*allocate)(int unused);
    void (*release)(void *buffer);
};

/* Tells that OpenBLAS is loaded now, when the program has begun. */
void blas_loaded(struct blas_functions functions);

/* Whether the system would give n buffers more. */
bool blas_has_room(size_t n);

/* Whether there is memory for the threads that OpenBLAS thinks of when it is loaded in this environment, and for so many buffers
   more; else text, of so many bytes, says that there is not. */
bool blas_has_room_to_begin(char **environment, size_t more, char *text, size_t bytes);

/* Hides from the libraries the variables that must not reach them; called again, it gives them back, so that programs that this
   one starts see them. */
void blas_hide_variables(char **environment);

/* Loads OpenBLAS in programs that have that still to come, and does nothing in others: for those who look for memory beside what
   it takes. */
void blas_load(void);

/* What programs load it by (blas_late.c); others have no such function. */
extern void blas_late_load(void) __attribute__((weak));

/* Lets the BLAS have one thread, and buffers for up to n threads of ours that call it at once. Returns how many of these
   there is room for, at least one, else the program ends. Where OpenBLAS is still to come (blas_late.c): as many as there is
   room for now. */
size_t blas_callers(size_t n);

#endif
