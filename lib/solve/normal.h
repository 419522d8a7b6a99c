/* Normal equations of linear least squares: A = sum of x x^T and b = sum of x y over observations y of rows x, in memory of the
   number of unknowns squared, whatever the number of observations. A row may hold unknowns that those before did not. */
#ifndef MBTR_NORMAL_H
#define MBTR_NORMAL_H

#include <stdbool.h>
#include <stddef.h>

#include "solve/solver.h"

struct normal {
    size_t n;            /* unknowns */
    size_t room, stride; /* rows of the matrix, and numbers from one to the next */
    double *matrix;      /* lower triangle */
    double *right;
};

struct normal normal_new(void);
void normal_free(struct normal *e);

/* Makes it n unknowns, those that are new in no observation yet. */
void normal_grow(struct normal *e, size_t n);

/* Adds m observations y, whose rows of e->n numbers are ld apart: by all threads, with numbers that do not depend on them. */
void normal_add(struct normal *e, const double *rows, size_t ld, size_t m, const double *y);

/* Adds equations of as many unknowns, times a number. */
void normal_add_equations(struct normal *e, double by, const struct normal *other);

/* Takes k columns of n numbers each, ld apart, times a k x k symmetric matrix, times the columns transposed, off A; and the
   columns times k numbers off b: what other unknowns, which are solved for first, leave of the equations. */
void normal_reduce(struct normal *e, const double *column, size_t ld, size_t k, const double *matrix, const double *right);

/* The sum of (y - r.x)^2 over observations y of rows r, of which these are the equations, and square is the sum of y^2. */
double normal_left(const struct normal *e, double square, const double *x);

/* The trace of A B, B symmetric, n x n, its row i of the unknown that is order[i]. */
double normal_trace(const struct normal *e, const double *b, const size_t *order);

/* The mean of the numbers on the diagonal that are more than 1e-10 of the largest; 1 where there are none. */
double normal_scale(const struct normal *e);

/* The factor of A + ridge I, with the unknowns in this order, order[i] being the one that comes i-th; NULL: in their own. To be
   freed; solver_bad_row tells where the matrix is not positive definite. */
struct equations normal_factor(const struct normal *e, double ridge, const size_t *order);

/* Solves (A + ridge I) x = b; false where that matrix is not positive definite. */
bool normal_solve(const struct normal *e, double ridge, double *x);

#endif
