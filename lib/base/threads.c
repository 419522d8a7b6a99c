#define _GNU_SOURCE /* pthread_setattr_default_np */
#include "base/threads.h"

#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/blas.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/say.h"

enum { THREADS_MAX = 4096, STACK = 1 << 23 };

/* Of a program that does not call threads_set, such as one that embeds the library: one thread. */
static size_t team = 1;

size_t threads(void)
{
    return team;
}

/* OpenMP gives more threads than there are processors where OMP_NUM_THREADS says so; nobody gains by it. */
static size_t usual(void)
{
    static int n = 0;
    if (n == 0)
        n = omp_get_max_threads() < omp_get_num_procs() ? omp_get_max_threads() : omp_get_num_procs();
    return (size_t)n;
}

/* A thread's stack would be as large as the limit on that of the program, which may be a few KiB or all there is. */
static void set_stack(void)
{
#ifdef __GLIBC__
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return;
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
#endif
}

static void *wait_at(void *gate)
{
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return NULL;
}

/* How many threads this process has, as the system counts them; 0 where it does not tell. */
static size_t counted(void)
{
    struct stat tasks;
    return stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink > 2 ? tasks.st_nlink - 2 : 0;
}

/* How many of n threads the system gives at once, this one among them: OpenMP's library would end the program where it
   gets one less. */
static size_t to_be_had(size_t n)
{
    enum { PATIENCE = 10000 };
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    pthread_t *other = mem_new(n, sizeof *other);
    size_t before = counted(), made = 0;
    pthread_mutex_lock(&gate);
    while (made + 1 < n && pthread_create(&other[made], NULL, wait_at, &gate) == 0)
        made++;
    pthread_mutex_unlock(&gate);
    for (size_t i = 0; i < made; i++)
        pthread_join(other[i], NULL);
    /* Threads that have ended count for a moment more. */
    for (size_t i = 0; i < PATIENCE && made > 0 && counted() > before; i++)
        sched_yield();
    free(other);
    return made + 1;
}

void threads_set(size_t n)
{
    if (n > THREADS_MAX)
        die_usage("--threads: expected at most %d, found %zu", THREADS_MAX, n);
    set_stack();
    team = to_be_had(blas_callers(n > 0 ? n : usual()));
    if (team < n)
        say_warning("only %zu threads of %zu: the limits of the system (ulimit -u, ulimit -v) or of the BLAS allow no more",
                    team, n);
    omp_set_dynamic(0);
    omp_set_max_active_levels(1);
    threads_of_blas(1);
}

size_t threads_of_blas(size_t n)
{
    int before = omp_get_max_threads();
    omp_set_num_threads((int)n);
    return (size_t)before;
}
