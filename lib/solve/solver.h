/* Solvers, a table: of equations A x = b, A being symmetric and positive definite, whose rows come one after the other. */
#ifndef MBTR_SOLVER_H
#define MBTR_SOLVER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/progress.h"

/* The state is what a solver knows of n equations; what its functions do is told at those of equations below. */
struct solver {
    const char *name;
    size_t (*bytes)(size_t n);         /* that the state takes */
    double (*flops)(size_t n);         /* operations until x is known, ... */
    double (*inverse_flops)(size_t n); /* ... and for the diagonal of the inverse */
    void *(*make)(size_t n);
    void (*discard)(void *state);
    double *(*row)(void *state, size_t i);
    void (*watch)(void *state, struct progress *p);
    void (*advance)(void *state, size_t have);
    size_t (*bad_row)(const void *state);
    double *(*factor_row)(const void *state, size_t i);
    void (*solve)(const void *state, double *b);
    void (*quadratic)(const void *state, double *b, size_t m, double *to);
    void (*inverse_diagonal)(const void *state, double *diagonal);
    void (*inverse_block)(const void *state, size_t first, size_t m, double *to);
    double (*condition)(const void *state, double norm);
    const char *doc;
};

/* Ends with a row without name. The first row is the default. */
extern const struct solver solver_table[];

/* Equations, and the solver that has them; of zeros before they are made. */
struct equations {
    const struct solver *solver;
    size_t n;
    void *state;
};

struct equations solver_new(const struct solver *s, size_t n);
/* Leaves zeros, and takes them too. */
void solver_free(struct equations *e);

/* Where row i of the lower triangle of A belongs: i + 1 numbers, and room for n as long as the rows after it are not
   there. Rows of L (solver_factor_row) may take their places instead: they are ready as they are. */
double *solver_row(const struct equations *e, size_t i);

/* The operations of factoring are work of this progress, from here on. */
void solver_watch(const struct equations *e, struct progress *p);

/* The first have rows of A are there: what can be done with them is done by tasks of the team in whose parallel region
   this is called, always by the same thread; the end of the region waits for them. After that, have being n, A is gone
   and what follows makes sense. */
void solver_advance(const struct equations *e, size_t have);

/* The same for a whole matrix, by all threads. False when it is not positive definite. */
bool solver_factor(const struct equations *e);

/* The first row at which the matrix is not positive definite, from 1; 0: none. */
size_t solver_bad_row(const struct equations *e);

/* Row i of the lower triangular L, A = L L^T: i + 1 numbers, the last of them positive. */
double *solver_factor_row(const struct equations *e, size_t i);

/* Solves A x = b in place. */
void solver_solve(const struct equations *e, double *b);

/* b^T A^-1 b of each of m vectors b, which come one after the other and are used up. By one thread. */
void solver_quadratic(const struct equations *e, double *b, size_t m, double *to);

/* The diagonal of A^-1, by all threads, each with memory for a few vectors. */
void solver_inverse_diagonal(const struct equations *e, double *diagonal);

/* The rows and columns first to first + m - 1 of A^-1, m x m, by one thread. */
void solver_inverse_block(const struct equations *e, size_t first, size_t m, double *to);

/* An estimate of the condition number of A in the 1-norm; norm is that of A. */
double solver_condition(const struct equations *e, double norm);

#endif
