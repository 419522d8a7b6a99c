/* OpenBLAS, loaded when a program first calls it: the system's loader takes longer for its ten thousand names than most
   programs run, and what only reads, converts or refuses calls none of them. In programs alone, in place of the library, and
   where they have LAPACKE inside (Makefile). */
#include <cblas.h>
#include <dlfcn.h>
#include <lapack.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/blas.h"
#include "base/die.h"
#include "base/threads.h"

extern char **environ;

static const char name[] = "libopenblas.so.0";

typedef enum CBLAS_ORDER order;
typedef enum CBLAS_TRANSPOSE turn;
typedef enum CBLAS_UPLO half;
typedef enum CBLAS_SIDE side;
typedef enum CBLAS_DIAG diagonal;
typedef blasint size;
typedef const lapack_int *whole;
typedef const double *numbers;
typedef const char *letter;

/* All that the library and LAPACKE call: what it gives, its name, what it takes. Fortran takes lengths of texts last. */
#define ROUTINES(DOES, GIVES)                                                                                                  \
    DOES(cblas_daxpy, (size n, double a, numbers x, size dx, double *y, size dy), (n, a, x, dx, y, dy))                        \
    GIVES(double, cblas_ddot, (size n, numbers x, size dx, numbers y, size dy), (n, x, dx, y, dy))                             \
    DOES(cblas_dgemm,                                                                                                          \
         (order o, turn ta, turn tb, size m, size n, size k, double s, numbers a, size da, numbers b, size db, double t,       \
          double *c, size dc),                                                                                                 \
         (o, ta, tb, m, n, k, s, a, da, b, db, t, c, dc))                                                                      \
    DOES(cblas_dgemv,                                                                                                          \
         (order o, turn ta, size m, size n, double s, numbers a, size da, numbers x, size dx, double t, double *y, size dy),   \
         (o, ta, m, n, s, a, da, x, dx, t, y, dy))                                                                             \
    DOES(cblas_dger, (order o, size m, size n, double s, numbers x, size dx, numbers y, size dy, double *a, size da),          \
         (o, m, n, s, x, dx, y, dy, a, da))                                                                                    \
    DOES(cblas_dscal, (size n, double a, double *x, size dx), (n, a, x, dx))                                                   \
    DOES(cblas_dsymm,                                                                                                          \
         (order o, side e, half h, size m, size n, double s, numbers a, size da, numbers b, size db, double t, double *c,      \
          size dc),                                                                                                            \
         (o, e, h, m, n, s, a, da, b, db, t, c, dc))                                                                           \
    DOES(cblas_dsymv,                                                                                                          \
         (order o, half h, size n, double s, numbers a, size da, numbers x, size dx, double t, double *y, size dy),            \
         (o, h, n, s, a, da, x, dx, t, y, dy))                                                                                 \
    DOES(cblas_dsyrk, (order o, half h, turn ta, size n, size k, double s, numbers a, size da, double t, double *c, size dc),  \
         (o, h, ta, n, k, s, a, da, t, c, dc))                                                                                 \
    DOES(cblas_dtrsm,                                                                                                          \
         (order o, side e, half h, turn ta, diagonal d, size m, size n, double s, numbers a, size da, double *b, size db),     \
         (o, e, h, ta, d, m, n, s, a, da, b, db))                                                                              \
    DOES(cblas_dtrsv, (order o, half h, turn ta, diagonal d, size n, numbers a, size da, double *x, size dx),                  \
         (o, h, ta, d, n, a, da, x, dx))                                                                                       \
    DOES(dgelsd_,                                                                                                              \
         (whole m, whole n, whole r, double *a, whole da, double *b, whole db, double *s, numbers c, lapack_int *k, double *w, \
          whole dw, lapack_int *iw, lapack_int *info),                                                                         \
         (m, n, r, a, da, b, db, s, c, k, w, dw, iw, info))                                                                    \
    DOES(dgeqp3_, (whole m, whole n, double *a, whole da, lapack_int *p, double *t, double *w, whole dw, lapack_int *info),    \
         (m, n, a, da, p, t, w, dw, info))                                                                                     \
    DOES(dlacn2_, (whole n, double *v, double *x, lapack_int *s, double *e, lapack_int *k, lapack_int *save),                  \
         (n, v, x, s, e, k, save))                                                                                             \
    DOES(dorgqr_, (whole m, whole n, whole k, double *a, whole da, numbers t, double *w, whole dw, lapack_int *info),          \
         (m, n, k, a, da, t, w, dw, info))                                                                                     \
    DOES(dormtr_,                                                                                                              \
         (letter e, letter h, letter ta, whole m, whole n, numbers a, whole da, numbers t, double *c, whole dc, double *w,     \
          whole dw, lapack_int *info, size_t l1, size_t l2, size_t l3),                                                        \
         (e, h, ta, m, n, a, da, t, c, dc, w, dw, info, l1, l2, l3))                                                           \
    DOES(dposv_, (letter h, whole n, whole r, double *a, whole da, double *b, whole db, lapack_int *info, size_t l),           \
         (h, n, r, a, da, b, db, info, l))                                                                                     \
    DOES(dpotrf_, (letter h, whole n, double *a, whole da, lapack_int *info, size_t l), (h, n, a, da, info, l))                \
    DOES(dptsv_, (whole n, whole r, double *d, double *e, double *b, whole db, lapack_int *info), (n, r, d, e, b, db, info))   \
    DOES(dsyev_,                                                                                                               \
         (letter z, letter h, whole n, double *a, whole da, double *v, double *w, whole dw, lapack_int *info, size_t l1,       \
          size_t l2),                                                                                                          \
         (z, h, n, a, da, v, w, dw, info, l1, l2))                                                                             \
    DOES(dsyevd_,                                                                                                              \
         (letter z, letter h, whole n, double *a, whole da, double *v, double *w, whole dw, lapack_int *iw, whole diw,         \
          lapack_int *info, size_t l1, size_t l2),                                                                             \
         (z, h, n, a, da, v, w, dw, iw, diw, info, l1, l2))                                                                    \
    DOES(dsytrd_,                                                                                                              \
         (letter h, whole n, double *a, whole da, double *d, double *e, double *t, double *w, whole dw, lapack_int *info,      \
          size_t l),                                                                                                           \
         (h, n, a, da, d, e, t, w, dw, info, l))                                                                               \
    GIVES(lapack_logical, lsame_, (letter a, letter b, lapack_int la, lapack_int lb, size_t l1, size_t l2),                    \
          (a, b, la, lb, l1, l2))

#define POINTER_TO_VOID(name, takes, passes) static void(*name##at) takes;
#define POINTER(type, name, takes, passes) static type(*name##at) takes;
ROUTINES(POINTER_TO_VOID, POINTER)

static struct blas_functions own;

#define ROW_OF_VOID(name, takes, passes) {#name, &name##at},
#define ROW(type, name, takes, passes) {#name, &name##at},
static const struct {
    const char *name;
    void *at; /* of the pointer */
} routines[] = {ROUTINES(ROW_OF_VOID, ROW)};

/* Those that no header has, and that a build may hide. */
static const struct {
    const char *name;
    void *at;
} others[] = {
    {"openblas_set_num_threads", &own.set_threads},
    {"blas_memory_alloc", &own.allocate},
    {"blas_memory_free", &own.release},
};

enum { TEXT = 512 };

/* Loads the library and finds all routines; else says why not. */
static bool load(char *text)
{
    blas_hide_variables(environ);
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    blas_hide_variables(environ);
    if (!library) {
        snprintf(text, TEXT, "the BLAS cannot be loaded: %.400s", dlerror());
        return false;
    }
    for (size_t i = 0; i < sizeof routines / sizeof *routines; i++)
        if (!(*(void **)routines[i].at = dlsym(library, routines[i].name))) {
            snprintf(text, TEXT, "%s has no %s: expected a whole OpenBLAS, with LAPACK", name, routines[i].name);
            return false;
        }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        *(void **)others[i].at = dlsym(library, others[i].name);
    return true;
}

/* Loads it, with memory for all threads; else says what lacks. Code and tables of the library take less than the buffer of the
   first thread of ours, which comes when they are there. */
static bool start(char *text)
{
    if (!blas_has_room_to_begin(environ, 1, text, TEXT) || !load(text))
        return false;
    blas_loaded(own);
    if (blas_has_room(threads()) && blas_callers(threads()) == threads())
        return true;
    snprintf(text, TEXT,
             "OpenBLAS needs %zu MiB of memory for each thread and may not have them: raise the limit (ulimit -v, ulimit -d)",
             BLAS_BUFFER >> 20);
    return false;
}

/* Before every call; the first of several threads does it. */
void blas_late_load(void)
{
    static atomic_bool ready;
    static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    if (atomic_load_explicit(&ready, memory_order_acquire))
        return;
    char text[TEXT];
    pthread_mutex_lock(&gate);
    bool right = atomic_load(&ready) || start(text);
    atomic_store_explicit(&ready, right, memory_order_release);
    pthread_mutex_unlock(&gate);
    if (!right)
        die("%s", text);
}

#define CALL_OF_VOID(name, takes, passes) \
    void name takes                       \
    {                                     \
        blas_late_load();                 \
        name##at passes;                  \
    }
#define CALL(type, name, takes, passes) \
    type name takes                     \
    {                                   \
        blas_late_load();               \
        return name##at passes;         \
    }
ROUTINES(CALL_OF_VOID, CALL)
