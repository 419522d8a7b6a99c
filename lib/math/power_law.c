#include "math/power_law.h"

#include <math.h>

void power_law_add(struct power_law *p, double x, double y)
{
    double u = log(x), v = log(y), off = u - p->x;
    p->n++;
    p->x += off / (double)p->n;
    p->y += (v - p->y) / (double)p->n;
    p->xx += off * (u - p->x);
    p->xy += off * (v - p->y);
}

size_t power_law_first(size_t n)
{
    return n > 0 ? (n - 1) / 2 : 0;
}

double power_law_exponent(const struct power_law *p)
{
    return p->xx > 0 ? p->xy / p->xx : NAN;
}

double power_law_at(const struct power_law *p, double x)
{
    return exp(p->y + power_law_exponent(p) * (log(x) - p->x));
}

double power_law_find(const struct power_law *p, double y)
{
    return exp(p->x + (log(y) - p->y) / power_law_exponent(p));
}
