/* The elementary functions against libm, in loops that the compiler may make into vector instructions. */
#include <stdio.h>
#include <stdlib.h>

#include "base/threads.h"
#include "math/elementary.h"

enum { MANY = 1 << 16, TIMES = 64 };

static double y[MANY], x[MANY], value[MANY];

static double uniform(double low, double high)
{
    return low + (high - low) * drand48();
}

MANY_TARGETS static void all_exp(void)
{
    for (size_t i = 0; i < MANY; i++)
        value[i] = elementary_exp(x[i]);
}

MANY_TARGETS static void all_sin(void)
{
    for (size_t i = 0; i < MANY; i++)
        value[i] = elementary_sin(x[i]);
}

MANY_TARGETS static void all_atan2(void)
{
    for (size_t i = 0; i < MANY; i++)
        value[i] = elementary_atan2(y[i], x[i]);
}

/* What is off by more than is allowed ends the program; *worst is the largest error over scale. */
static void check(const char *name, size_t i, long double right, double allowed, double scale, double *worst)
{
    double error = (double)fabsl(value[i] - right);
    if (!(error <= allowed)) {
        printf("%s of %a, %a: found %.17g, expected %.17g\n", name, y[i], x[i], value[i], (double)right);
        exit(EXIT_FAILURE);
    }
    *worst = fmax(*worst, error / scale);
}

/* Over all of the range, and around multiples of log 2 / 2, where the series changes and is longest. */
static double worst_exp(void)
{
    double worst = 0;
    for (int times = 0; times < TIMES; times++) {
        for (size_t i = 0; i < MANY; i++)
            x[i] = i % 4 == 0   ? uniform(-708, 700)
                   : i % 4 == 1 ? -pow(2, uniform(-60, 9))
                   : i % 4 == 2 ? uniform(-20, 0)
                                : floor(uniform(-2000, 2000)) * (M_LN2 / 2) * (1 + uniform(-4e-16, 4e-16));
        all_exp();
        for (size_t i = 0; i < MANY; i++) {
            long double right = expl(x[i]);
            check("exp", i, right, 2 * 2.3e-16 * (double)right, (double)right, &worst);
        }
    }
    return worst;
}

/* Over all of the range, arguments of all sizes, and the ends. */
static double worst_sin(void)
{
    double worst = 0;
    for (int times = 0; times < TIMES; times++) {
        for (size_t i = 0; i < MANY; i++)
            x[i] = i % 4 == 0   ? pow(2, uniform(-100, 0))
                   : i % 4 == 1 ? M_PI_2 * (1 - pow(2, uniform(-60, 0)))
                                : uniform(-M_PI_2, M_PI_2);
        all_sin();
        for (size_t i = 0; i < MANY; i++) {
            long double right = sinl(x[i]);
            check("sin", i, right, 2 * 2.3e-16 * fabs((double)right), fabs((double)right), &worst);
        }
    }
    return worst;
}

/* All directions, those near the axes and the diagonals, and arguments of all sizes. */
static double worst_atan2(void)
{
    double worst = 0;
    for (int times = 0; times < TIMES; times++) {
        for (size_t i = 0; i < MANY; i++) {
            double at = i % 2 ? uniform(0, M_PI) : floor(uniform(0, 9)) * (M_PI / 8), r = pow(2, uniform(-40, 40));
            y[i] = fabs(r * sin(at));
            x[i] = r * cos(at);
            if (i % 8 == 0)
                y[i] = r * pow(2, uniform(-100, 0));
            if (i % 8 == 2)
                x[i] = r * pow(2, uniform(-100, 0)) * (drand48() < 0.5 ? -1 : 1);
            if (i % 64 == 4)
                y[i] = 0;
            if (i % 64 == 6 && y[i] > 0)
                x[i] = 0;
        }
        all_atan2();
        for (size_t i = 0; i < MANY; i++) {
            long double right = atan2l(y[i], x[i]);
            check("atan2", i, right, fmin(5e-16, 1e-300 + 4 * 2.3e-16 * (double)right), 1, &worst);
        }
    }
    return worst;
}

int main(void)
{
    srand48(20170613);
    printf("%d arguments each: exp is off by at most %.2g of its value,", MANY * TIMES, worst_exp());
    printf(" sin by %.2g,", worst_sin());
    printf(" atan2 by %.2g\n", worst_atan2());
    for (size_t i = 0; i < MANY; i++)
        x[i] = -708 - exp(uniform(-20, 300));
    all_exp();
    for (size_t i = 0; i < MANY; i++)
        if (value[i] != 0) {
            printf("exp of %a: found %a\n", x[i], value[i]);
            return 1;
        }
    return 0;
}
