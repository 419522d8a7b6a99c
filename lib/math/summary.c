#include "math/summary.h"

#include <math.h>

void summary_add(struct summary *s, double x)
{
    if (s->count == 0 || x < s->min)
        s->min = x;
    if (s->count == 0 || x > s->max)
        s->max = x;
    s->count++;
    double off = x - s->mean, share = 1 / (double)s->count;
    /* Not off times share: the difference of two large numbers may be none. */
    s->mean += x * share - s->mean * share;
    s->squares += off * (x - s->mean);
}

double summary_std(const struct summary *s)
{
    return s->count ? sqrt(s->squares / (double)s->count) : 0;
}
