/* Minima of functions that are known: Rosenbrock's valley, a saddle between two wells, a place that cannot be told, rounding. No
   step is longer than allowed, and values fall. */
#include "solve/minimise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 7 };

struct trial {
    const char *name;
    double (*value)(const double *x, double *slope);
    double start[N], minimum[N], longest;
    bool arrives; /* by slopes that are small enough; else no lower value is found */
};

struct count {
    const struct trial *trial;
    double last[N], lowest, length;
    size_t calls, steps;
    bool wrong;
};

static double rosenbrock(const double *x, double *slope)
{
    double sum = 0;
    memset(slope, 0, N * sizeof *slope);
    for (int i = 0; i + 1 < N; i++) {
        double a = 1 - x[i], b = x[i + 1] - x[i] * x[i];
        sum += a * a + 100 * b * b;
        slope[i] += -2 * a - 400 * b * x[i];
        slope[i + 1] += 200 * b;
    }
    return sum;
}

/* Between two wells, each side of 0 in x[0], steep in the others. */
static double wells(const double *x, double *slope)
{
    double sum = pow(x[0] * x[0] - 1, 2);
    slope[0] = 4 * x[0] * (x[0] * x[0] - 1);
    for (int i = 1; i < N; i++) {
        sum += 30 * x[i] * x[i];
        slope[i] = 60 * x[i];
    }
    return sum;
}

/* Falls towards a wall at x[0] = 1, beyond which it cannot be told. */
static double wall(const double *x, double *slope)
{
    memset(slope, 0, N * sizeof *slope);
    slope[0] = -1;
    return x[0] < 1 ? -x[0] : INFINITY;
}

static double nowhere(const double *x, double *slope)
{
    (void)x, (void)slope;
    return INFINITY;
}

static const struct trial trials[] = {
    {"valley", rosenbrock, {-1.2, 1, -1.2, 1, 0, 0, 2}, {1, 1, 1, 1, 1, 1, 1}, 0.3, true},
    {"valley, freely", rosenbrock, {-1.2, 1, -1.2, 1, 0, 0, 2}, {1, 1, 1, 1, 1, 1, 1}, 1e9, true},
    {"wells", wells, {1e-3, 1, 1}, {1}, 0.1, true},
    {"lowest", wells, {1}, {1}, 0.1, true},
    {"wall", wall, {0}, {1}, 0.4, false},
    {"nowhere", nowhere, {3}, {3}, 1, false},
};

static double value(void *context, const double *x, double *slope)
{
    struct count *c = context;
    c->calls++;
    return c->trial->value(x, slope);
}

static double length(void *context, const double *from, const double *to)
{
    const struct count *c = context;
    double most = 0;
    for (int i = 0; i < N; i++)
        most = fmax(most, fabs(to[i] - from[i]));
    return most / c->trial->longest;
}

static bool go_on(void *context, const double *x, double lowest, const double *slope)
{
    struct count *c = context;
    double largest = 0, other[N];
    for (int i = 0; i < N; i++)
        largest = fmax(largest, fabs(slope[i]));
    c->wrong = c->wrong || !(lowest < c->lowest) || lowest != c->trial->value(x, other) ||
               (c->steps > 0 && length(c, c->last, x) > 1);
    c->lowest = lowest;
    c->steps++;
    memcpy(c->last, x, sizeof c->last);
    return largest > 1e-9;
}

static bool passes(const struct trial *t)
{
    struct count c = {.trial = t, .lowest = INFINITY};
    struct minimise_task task = {N, value, length, go_on, &c};
    double x[N], off = 0;
    memcpy(x, t->start, sizeof x);
    bool arrived = minimise(&task, x);
    for (int i = 0; i < N; i++)
        off = fmax(off, fabs(x[i] - t->minimum[i]));
    printf("%s: %zu steps, %zu values, off by %.1e\n", t->name, c.steps, c.calls, off);
    return arrived == t->arrives && !c.wrong && off < 1e-8 && c.calls < 500;
}

int main(void)
{
    int status = EXIT_SUCCESS;
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
        if (!passes(&trials[i]))
            status = EXIT_FAILURE;
    return status;
}
