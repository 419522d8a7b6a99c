/* The library's loops have the threads that were asked for, and the BLAS one, inside them and outside, whatever the
   environment says and the BLAS does about its own. */
#include <cblas.h>
#include <omp.h>
#include <stdio.h>

#include "base/threads.h"

static size_t team(void)
{
    int n = 0;
#pragma omp parallel num_threads(threads())
#pragma omp single
    n = omp_get_num_threads();
    return (size_t)n;
}

/* What a BLAS built with OpenMP takes for its own team. */
static size_t for_blas(void)
{
    int most = omp_get_max_threads();
#pragma omp parallel num_threads(threads()) reduction(max : most)
    most = omp_get_max_threads();
    return (size_t)most;
}

int main(void)
{
    size_t wrong = threads() != 1;
    threads_set(0);
    size_t usual = threads();
    static double a[400 * 400], b[400 * 400];
    for (size_t n = 4; n > 0; n--) {
        threads_set(n);
        wrong += threads() != n || team() != n || for_blas() != 1;
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, 400, 400, 400, 1, a, 400, a, 400, 0, b, 400);
        wrong += threads() != n || team() != n || for_blas() != 1;
    }
    threads_set(0);
    wrong += threads() != usual;
    printf("%zu wrong numbers of threads\n", wrong);
    return wrong > 0;
}
