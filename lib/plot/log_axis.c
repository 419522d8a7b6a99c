#include "plot/log_axis.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "plot/gnuplot.h"

void log_axis_include(struct log_axis *a, double x)
{
    if (a->high == 0)
        a->low = a->high = x;
    a->low = fmin(a->low, x);
    a->high = fmax(a->high, x);
}

static double decades(const struct log_axis *a)
{
    return log10(a->high) - log10(a->low);
}

void log_axis_room(struct log_axis *a)
{
    double factor = a->low == a->high ? 2 : pow(10, 0.06 * decades(a));
    a->low /= factor;
    a->high *= factor;
}

double log_axis_place(const struct log_axis *a, double x)
{
    return (log10(x) - log10(a->low)) / decades(a);
}

static void add_tick(struct log_axis *a, double x, bool named)
{
    size_t i = a->n;
    while (i > 0 && a->tick[i - 1].at > x)
        i--;
    if (i > 0 && a->tick[i - 1].at == x)
        return;
    a->tick = mem_grow(a->tick, &a->capacity, a->n + 1, sizeof *a->tick);
    memmove(a->tick + i + 1, a->tick + i, (a->n - i) * sizeof *a->tick);
    a->tick[i] = (struct log_tick){x, named};
    a->n++;
}

void log_axis_tick(struct log_axis *a, double x)
{
    add_tick(a, x, true);
}

/* Multiples of powers of ten: within one power all have names, within three 1, 2 and 5, else the powers alone. */
static void add_powers(struct log_axis *a)
{
    double length = decades(a);
    int every = (int)ceil(length / 8), last = length > 5 ? 1 : 9;
    for (int power = (int)floor(log10(a->low)); power <= log10(a->high); power++) {
        for (int m = 1; m <= last; m++) {
            double x = m * pow(10, power);
            bool named = m == 1 ? power % every == 0 : length < 1 || (length < 3 && (m == 2 || m == 5));
            if (x >= a->low && x <= a->high)
                add_tick(a, x, named);
        }
    }
}

void log_axis_round_ticks(struct log_axis *a)
{
    add_powers(a);
    if (a->n > 3)
        return;
    a->n = 0;
    double step = gnuplot_step(a->high - a->low, 6);
    for (double i = ceil(a->low / step); i * step <= a->high; i++)
        add_tick(a, i * step, true);
}

void log_axis_thin(struct log_axis *a, double apart)
{
    double next = INFINITY;
    for (size_t i = a->n; i-- > 0;) {
        double place = log_axis_place(a, a->tick[i].at);
        a->tick[i].named = a->tick[i].named && next - place >= apart;
        if (a->tick[i].named)
            next = place;
    }
}
