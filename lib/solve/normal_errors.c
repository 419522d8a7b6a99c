#include "solve/normal_errors.h"

#include <cblas.h>
#include <float.h>
#include <lapacke.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"

/* The lower triangle, dense, row after row; above it is memory alone. */
static double *copy_of(const struct normal *e)
{
    double *a = mem_matrix(size_mul(e->n, e->n), sizeof *a);
    for (size_t i = 0; i < e->n; i++)
        memcpy(a + i * e->n, e->matrix + i * e->stride, (i + 1) * sizeof *a);
    return a;
}

/* Equations in the eigenvectors of the first's matrix. */
struct turned {
    size_t n;
    double *value;       /* of the first's matrix */
    double *right;       /* of the first */
    double *other_right; /* of the other, */
    double *other;       /* and its matrix */
};

static struct turned turn(const struct normal *e, const struct normal *other)
{
    size_t n = e->n;
    struct turned t = {n, mem_new(n, sizeof(double)), mem_new(n, sizeof(double)), mem_new(n, sizeof(double)), copy_of(other)};
    double *vector = copy_of(e), *product = mem_matrix(size_mul(n, n), sizeof *product);
    /* Row by row the lower triangle is column by column the upper one; eigenvectors are then rows. */
    if (LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', (lapack_int)n, vector, (lapack_int)n, t.value) != 0)
        die("the eigenvalues of %zu equations were not found", n);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)n, 1, vector, (int)n, e->right, 1, 0, t.right, 1);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)n, (int)n, 1, vector, (int)n, other->right, 1, 0, t.other_right, 1);
    cblas_dsymm(CblasRowMajor, CblasRight, CblasLower, (int)n, (int)n, 1, t.other, (int)n, vector, (int)n, 0, product, (int)n);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)n, (int)n, (int)n, 1, product, (int)n, vector, (int)n, 0, t.other,
                (int)n);
    free(vector);
    free(product);
    return t;
}

/* Whether the matrix and a ridge are positive definite to more than rounding, which makes eigenvalues of 0 negative. */
static bool is_solvable(const struct turned *t, double ridge)
{
    double rounding = 4 * fmax(-t->value[0], DBL_EPSILON * t->value[t->n - 1]);
    return t->value[0] + ridge > rounding;
}

static double error_of(const struct turned *t, double square, double ridge, double *x, double *product)
{
    if (!is_solvable(t, ridge))
        return INFINITY;
    for (size_t i = 0; i < t->n; i++)
        x[i] = t->right[i] / (t->value[i] + ridge);
    cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)t->n, (int)t->n, 1, t->other, (int)t->n, x, 1, 0, product, 1);
    return square - 2 * cblas_ddot((int)t->n, t->other_right, 1, x, 1) + cblas_ddot((int)t->n, product, 1, x, 1);
}

void normal_errors(const struct normal *e, const struct normal *other, double square, const double *ridge, size_t n,
                   double *error)
{
    mem_check(size_mul(size_mul(5, size_mul(e->n, e->n)), sizeof(double)), "the eigenvectors of the normal equations",
              "give regression.lambda instead of --validate");
    struct turned t = turn(e, other);
    double *x = mem_new(e->n, sizeof *x), *product = mem_new(e->n, sizeof *product);
    for (size_t i = 0; i < n; i++)
        error[i] = error_of(&t, square, ridge[i], x, product);
    free(x);
    free(product);
    free(t.value);
    free(t.right);
    free(t.other_right);
    free(t.other);
}
