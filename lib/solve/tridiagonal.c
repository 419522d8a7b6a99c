#include "solve/tridiagonal.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "solve/square.h"

struct tridiagonal {
    size_t n;
    double *a;                  /* K, used up by the reduction */
    double *diagonal, *off, *z; /* of T; z = Q^T y */
    double *d, *e, *x;          /* the same, used up for each lambda */
};

struct tridiagonal *tridiagonal_new(size_t n)
{
    struct tridiagonal *t = mem_new(1, sizeof *t);
    double *memory = mem_new(size_mul(6, n), sizeof *memory);
    *t = (struct tridiagonal){
        n, square_new(n), memory, memory + n, memory + 2 * n, memory + 3 * n, memory + 4 * n, memory + 5 * n};
    return t;
}

void tridiagonal_free(struct tridiagonal *t)
{
    free(t->a);
    free(t->diagonal);
    free(t);
}

double *tridiagonal_row(struct tridiagonal *t, size_t i)
{
    return t->a + i * square_stride(t->n);
}

/* A row-major lower triangle is a column-major upper one. */
bool tridiagonal_reduce(struct tridiagonal *t, const double *y)
{
    lapack_int n = (lapack_int)t->n, ld = (lapack_int)square_stride(t->n);
    double *tau = mem_new(t->n, sizeof *tau);
    memcpy(t->z, y, t->n * sizeof *y);
    t->off[t->n - 1] = 0;
    bool finite = LAPACKE_dsytrd(LAPACK_COL_MAJOR, 'U', n, t->a, ld, t->diagonal, t->off, tau) == 0 &&
                  LAPACKE_dormtr(LAPACK_COL_MAJOR, 'L', 'U', 'T', n, 1, t->a, ld, tau, t->z, n) == 0;
    free(tau);
    return finite;
}

double tridiagonal_misfit(struct tridiagonal *t, double lambda)
{
    double logs = 0;
    for (size_t i = 0; i < t->n; i++)
        t->d[i] = t->diagonal[i] + lambda;
    memcpy(t->e, t->off, t->n * sizeof *t->e);
    memcpy(t->x, t->z, t->n * sizeof *t->x);
    if (LAPACKE_dptsv_work(LAPACK_COL_MAJOR, (lapack_int)t->n, 1, t->d, t->e, t->x, (lapack_int)t->n) != 0)
        return INFINITY;
    for (size_t i = 0; i < t->n; i++)
        logs += log(t->d[i]);
    return (double)t->n * log(fmax(cblas_ddot((int)t->n, t->z, 1, t->x, 1), 1e-300)) + logs;
}
