/* What the machine can do, measured beside what is compared with it. */
#ifndef BENCH_BOUNDS_H
#define BENCH_BOUNDS_H

#include "bench/bench.h"

struct bounds;

struct bounds *bounds_new(void);
void bounds_free(struct bounds *b);

/* Jobs: the BLAS's product of two matrices, GFLOP; reading memory, GB; sums of minima, which
   |x-y| = x + y - 2 min(x, y) needs, of numbers that stay in the first cache, in thousand millions of numbers. */
struct job bounds_gemm(struct bounds *b, size_t threads);
struct job bounds_memory(struct bounds *b, size_t threads);
struct job bounds_minima(struct bounds *b, size_t threads);

/* What one run of such a job did, and a name for the table. */
struct done bounds_gemm_done(const struct job *j);
struct done bounds_memory_done(const struct job *j);
struct done bounds_minima_done(const struct job *j);

#endif
