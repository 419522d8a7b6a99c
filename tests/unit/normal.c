/* Normal equations against plain sums: rows that grow, one and two threads, what is taken off for other unknowns, the mean of
   the diagonal, the solution, and how well solutions predict other observations. */
#include "solve/normal.h"
#include "solve/normal_errors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "math/random.h"

enum { UNKNOWNS = 421, ROWS = 37, REDUCED = 3, SPARE = 5, LD = UNKNOWNS + SPARE };

#define TOLERANCE 1e-12
#define RIDGE 0.01

static double matrix[UNKNOWNS][UNKNOWNS], right[UNKNOWNS], rows[ROWS * LD], y[ROWS];

static void fill(double *x, size_t n, uint64_t *state)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (double)(random_bits(state) >> 11) * 0x1p-52 - 1;
}

static double square(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sum;
}

static void add_plainly(size_t n, size_t m)
{
    for (size_t r = 0; r < m; r++)
        for (size_t i = 0; i < n; i++) {
            right[i] += rows[r * LD + i] * y[r];
            for (size_t j = 0; j < n; j++)
                matrix[i][j] += rows[r * LD + i] * rows[r * LD + j];
        }
}

/* A few observations of few unknowns, then of more; the last of these never occur. */
static void observe(struct normal *e, uint64_t state, void plainly(size_t n, size_t m))
{
    static const size_t unknowns[] = {0, 1, 7, 190, 192, 193, 100, 300, UNKNOWNS - 1, UNKNOWNS}, many[] = {1, 0, ROWS};
    size_t most = 0;
    for (size_t k = 0; k < sizeof unknowns / sizeof *unknowns; k++) {
        size_t m = many[k % 3];
        most = unknowns[k] > most ? unknowns[k] : most;
        fill(rows, ROWS * LD, &state);
        fill(y, ROWS, &state);
        for (size_t r = 0; r < ROWS; r++)
            rows[r * LD + UNKNOWNS - 1] = 0;
        normal_grow(e, unknowns[k]);
        normal_add(e, rows, LD, m, y);
        if (plainly)
            plainly(most, m);
    }
}

static double deviation(const struct normal *e)
{
    double worst = 0;
    for (size_t i = 0; i < UNKNOWNS; i++) {
        worst = fmax(worst, fabs(e->right[i] - right[i]));
        for (size_t j = 0; j <= i; j++)
            worst = fmax(worst, fabs(e->matrix[i * e->stride + j] - matrix[i][j]));
    }
    return e->n == UNKNOWNS ? worst : INFINITY;
}

static bool same_bits(const struct normal *a, const struct normal *b)
{
    bool same = a->n == b->n && memcmp(a->right, b->right, a->n * sizeof *a->right) == 0;
    for (size_t i = 0; same && i < a->n; i++)
        same = memcmp(a->matrix + i * a->stride, b->matrix + i * b->stride, (i + 1) * sizeof(double)) == 0;
    return same;
}

static void reduce(struct normal *e, uint64_t state)
{
    static double column[REDUCED][LD];
    double inner[REDUCED][REDUCED] = {{2, 0.5, 0}, {0.5, 1, -0.3}, {0, -0.3, 3}}, of[REDUCED] = {1, -2, 0.5};
    fill(column[0], REDUCED * LD, &state);
    for (size_t k = 0; k < REDUCED; k++)
        column[k][UNKNOWNS - 1] = 0;
    normal_reduce(e, column[0], LD, REDUCED, inner[0], of);
    for (size_t i = 0; i < UNKNOWNS; i++)
        for (size_t k = 0; k < REDUCED; k++) {
            right[i] -= column[k][i] * of[k];
            for (size_t j = 0; j < UNKNOWNS; j++)
                for (size_t l = 0; l < REDUCED; l++)
                    matrix[i][j] -= column[k][i] * inner[k][l] * column[l][j];
        }
}

/* The largest of what (A + ridge I) x leaves of b. */
static double residual(const double *x, double ridge)
{
    double worst = 0;
    for (size_t i = 0; i < UNKNOWNS; i++) {
        double left = right[i] - ridge * x[i];
        for (size_t j = 0; j < UNKNOWNS; j++)
            left -= matrix[i][j] * x[j];
        worst = fmax(worst, fabs(left));
    }
    return worst;
}

static double mean_diagonal(void)
{
    double sum = 0;
    for (size_t i = 0; i < UNKNOWNS - 1; i++)
        sum += matrix[i][i];
    return sum / (UNKNOWNS - 1);
}

/* How far the squared errors of solutions for other observations are from plain sums; one ridge leaves no solution. */
static double errors_deviation(const struct normal *e, uint64_t state)
{
    static const double ridge[] = {RIDGE, 1, -RIDGE};
    double error[3], x[UNKNOWNS], worst = 0;
    struct normal other = normal_new();
    normal_grow(&other, UNKNOWNS);
    fill(rows, ROWS * LD, &state);
    fill(y, ROWS, &state);
    normal_add(&other, rows, LD, ROWS, y);
    normal_errors(e, &other, square(y, ROWS), ridge, 3, error);
    for (size_t k = 0; k < 2; k++) {
        double plain = 0;
        normal_solve(e, ridge[k], x);
        for (size_t r = 0; r < ROWS; r++) {
            double left = y[r];
            for (size_t i = 0; i < UNKNOWNS; i++)
                left -= rows[r * LD + i] * x[i];
            plain += left * left;
        }
        worst = fmax(worst, fabs(error[k] / plain - 1));
    }
    normal_free(&other);
    return isinf(error[2]) ? worst : INFINITY;
}

static const char *judge(struct normal *e, const struct normal *other)
{
    double x[UNKNOWNS];
    if (!(deviation(e) < TOLERANCE * ROWS))
        return "they are not the plain sums";
    if (!same_bits(e, other))
        return "two threads make others";
    if (fabs(normal_scale(e) / mean_diagonal() - 1) > TOLERANCE)
        return "the scale is not the mean of the diagonal without what is 0";
    if (!normal_solve(e, RIDGE, x) || !(residual(x, RIDGE) < TOLERANCE * 1e3) || x[UNKNOWNS - 1] != 0)
        return "the solution does not solve them";
    if (normal_solve(e, -RIDGE, x))
        return "a matrix that is not positive definite was solved";
    if (!(errors_deviation(e, 3) < TOLERANCE * 1e3))
        return "squared errors are not plain sums";
    if (!same_bits(e, other))
        return "solving changed them";
    reduce(e, 7);
    if (!(deviation(e) < TOLERANCE * ROWS))
        return "what is left after a reduction is not what plain sums leave";
    return NULL;
}

int main(void)
{
    struct normal one = normal_new(), two = normal_new();
    if (normal_scale(&one) != 1) {
        puts("the scale of no equations is not 1");
        return EXIT_FAILURE;
    }
    threads_set(1);
    observe(&one, 1, add_plainly);
    threads_set(2);
    observe(&two, 1, NULL);
    const char *fault = judge(&one, &two);
    if (fault)
        puts(fault);
    normal_free(&one);
    normal_free(&two);
    return fault ? EXIT_FAILURE : EXIT_SUCCESS;
}
