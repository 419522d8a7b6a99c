/* The cheapest assignment against all of them. */
#include "math/assignment.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 6, TRIALS = 200 };

static double cost_of(const double *cost, size_t n, const uint16_t *row)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++)
        sum += cost[row[j] * n + j];
    return sum;
}

/* The least cost of columns from this one on, rows before it being given out. */
static double least(const double *cost, size_t n, size_t column, bool *taken)
{
    double best = column == n ? 0 : INFINITY;
    for (size_t i = 0; column < n && i < n; i++) {
        if (taken[i])
            continue;
        taken[i] = true;
        best = fmin(best, cost[i * n + column] + least(cost, n, column + 1, taken));
        taken[i] = false;
    }
    return best;
}

int main(void)
{
    srand48(20261128);
    for (size_t trial = 0; trial < TRIALS; trial++) {
        size_t n = 1 + trial % MOST;
        double cost[MOST * MOST];
        bool taken[MOST] = {false}, there[MOST] = {false};
        uint16_t row[MOST];
        for (size_t i = 0; i < n * n; i++)
            cost[i] = trial % 2 ? floor(4 * drand48()) : drand48() - 0.5;
        assignment_find(cost, n, row);
        for (size_t j = 0; j < n; j++) {
            if (row[j] >= n || there[row[j]])
                return EXIT_FAILURE;
            there[row[j]] = true;
        }
        double best = least(cost, n, 0, taken), found = cost_of(cost, n, row);
        if (!(fabs(found - best) < 1e-12)) {
            printf("%zu rows: cost %g, the least is %g\n", n, found, best);
            return EXIT_FAILURE;
        }
    }
    return EXIT_SUCCESS;
}
