#include "bench/bounds.h"

#include <cblas.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/threads.h"
#include "kernel/minima.h"

/* The product's dimension; numbers read from memory; rows and columns in the first cache, their numbers, and how often they
   are summed. */
enum { GEMM = 1536, MEMORY = 1 << 25, ROWS = 32, COLUMNS = 16, CACHE = 128, MINIMA = 10000 };

struct bounds {
    double *memory; /* also the three matrices */
    double sum;     /* so that nothing is optimised away */
};

struct bounds *bounds_new(void)
{
    struct bounds *b = mem_new(1, sizeof *b);
    *b = (struct bounds){mem_matrix(MEMORY, sizeof(double)), 0};
#pragma omp parallel for num_threads(threads())
    for (size_t i = 0; i < MEMORY; i++)
        b->memory[i] = (double)(i % 7);
    return b;
}

void bounds_free(struct bounds *b)
{
    free(b->memory);
    free(b);
}

static void run_gemm(void *context)
{
    double *a = ((struct bounds *)context)->memory;
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, GEMM, GEMM, GEMM, 1, a, GEMM, a + GEMM * GEMM, GEMM, 0,
                a + 2 * GEMM * GEMM, GEMM);
}

MANY_TARGETS static double sum_of(const double *x, size_t n)
{
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

static void run_memory(void *context)
{
    struct bounds *b = context;
    double sum = 0;
    enum { PIECE = 1 << 16 };
#pragma omp parallel for num_threads(threads()) reduction(+ : sum)
    for (size_t i = 0; i < MEMORY; i += PIECE)
        sum += sum_of(b->memory + i, PIECE);
    b->sum += sum;
}

static void run_minima(void *context)
{
    struct bounds *b = context;
    double sum = 0;
#pragma omp parallel for num_threads(threads()) reduction(+ : sum)
    for (size_t t = 0; t < MINIMA; t++) {
        double sums[ROWS * COLUMNS];
        minima(b->memory + t % 2, ROWS, b->memory + ROWS * CACHE, COLUMNS, CACHE, COLUMNS, sums, COLUMNS);
        sum += sums[t % (ROWS * COLUMNS)];
    }
    b->sum += sum;
}

struct job bounds_gemm(struct bounds *b, size_t threads)
{
    return (struct job){.run = run_gemm, .context = b, .threads = threads, .blas = true};
}

struct job bounds_memory(struct bounds *b, size_t threads)
{
    return (struct job){.run = run_memory, .context = b, .threads = threads};
}

struct job bounds_minima(struct bounds *b, size_t threads)
{
    return (struct job){.run = run_minima, .context = b, .threads = threads};
}

struct done bounds_gemm_done(const struct job *j)
{
    return (struct done){"dgemm", j, 2e-9 * GEMM * GEMM * GEMM};
}

struct done bounds_memory_done(const struct job *j)
{
    return (struct done){"memory", j, 8e-9 * MEMORY};
}

struct done bounds_minima_done(const struct job *j)
{
    return (struct done){"minima", j, 1e-9 * MINIMA * ROWS * COLUMNS * CACHE};
}
