/* The library's loops have the threads that were asked for, whatever the BLAS does about its own. */
#include <cblas.h>
#include <omp.h>
#include <stdio.h>

#include "base/threads.h"

static size_t team(void)
{
    int n = 0;
#pragma omp parallel
#pragma omp single
    n = omp_get_num_threads();
    return (size_t)n;
}

int main(void)
{
    size_t usual = threads(), wrong = 0;
    static double a[400 * 400], b[400 * 400];
    for (size_t n = 4; n > 0; n--) {
        threads_set(n);
        wrong += threads() != n || team() != n;
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, 400, 400, 400, 1, a, 400, a, 400, 0, b, 400);
        wrong += threads() != n || team() != n;
    }
    threads_set(usual);
    threads_set(0);
    wrong += threads() != usual;
    printf("%zu wrong numbers of threads\n", wrong);
    return wrong > 0;
}
