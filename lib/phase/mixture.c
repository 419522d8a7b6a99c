#include "phase/mixture.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/threads.h"

/* So many phases are priced at once, in vectors. */
enum { BLOCK = 64 };

/* The price of a component that the mixture must not hold: whatever holds some of it costs too much. */
static const double forbidden = -1e300;

/* A basis: as many phases as there are components in the mixture, and the inverse of their matrix of fractions. */
struct basis {
    size_t m;
    size_t *row; /* the components */
    size_t *phase;
    double *inverse; /* [phase of the basis][component] */
    double *other;   /* room for another matrix */
    double *amount;  /* of each phase */
    double *column;  /* of the phase that enters, in terms of the basis */
    double *price;   /* chemical potential of each of all k components */
};

static struct basis basis_start(const struct phases *p, const double *x)
{
    struct basis b = {.row = mem_new(2 * p->k, sizeof *b.row)};
    for (size_t c = 0; c < p->k; c++)
        if (x[c] > FRACTION_TOLERANCE)
            b.row[b.m++] = c;
    size_t m = b.m;
    b.phase = b.row + p->k;
    b.inverse = mem_zero(2 * m * m + 2 * m + p->k, sizeof *b.inverse);
    b.other = b.inverse + m * m;
    b.amount = b.other + m * m;
    b.column = b.amount + m;
    b.price = b.column + m;
    for (size_t i = 0; i < m; i++) {
        b.phase[i] = b.row[i];
        b.inverse[i * m + i] = 1;
    }
    return b;
}

static void basis_free(struct basis *b)
{
    free(b->row);
    free(b->inverse);
}

/* Amounts of the basis for composition x, and prices at which each of its phases costs its energy; returns the energy. */
static double evaluate(struct basis *b, const struct phases *p, const double *x)
{
    for (size_t c = 0; c < p->k; c++)
        b->price[c] = forbidden;
    for (size_t r = 0; r < b->m; r++)
        b->price[b->row[r]] = 0;
    double energy = 0;
    for (size_t i = 0; i < b->m; i++) {
        const double *inverse = b->inverse + i * b->m;
        b->amount[i] = 0;
        for (size_t r = 0; r < b->m; r++) {
            b->amount[i] += inverse[r] * x[b->row[r]];
            b->price[b->row[r]] += p->energy[b->phase[i]] * inverse[r];
        }
        energy += b->amount[i] * p->energy[b->phase[i]];
    }
    return energy;
}

/* What each of n phases from start on costs above its price; returns the least. */
MANY_TARGETS static double block_costs(const struct phases *p, const double *price, size_t start, size_t n, double *cost)
{
    double least = INFINITY;
    for (size_t i = 0; i < n; i++)
        cost[i] = p->energy[start + i];
    for (size_t c = 0; c < p->k; c++) {
        const double *fraction = p->fraction[c] + start, mu = price[c];
        for (size_t i = 0; i < n; i++)
            cost[i] -= mu * fraction[i];
    }
#pragma omp simd reduction(min : least)
    for (size_t i = 0; i < n; i++)
        least = cost[i] < least ? cost[i] : least;
    return least;
}

/* The phase that costs least above its price, or the first that costs less than limit; p->n when none does. */
static size_t cheapest(const struct phases *p, const double *price, double limit, bool first)
{
    double cost[BLOCK], least = limit;
    size_t found = p->n;
    for (size_t start = 0; start < p->n && !(first && found < p->n); start += BLOCK) {
        size_t n = p->n - start < BLOCK ? p->n - start : BLOCK, i = 0;
        double low = block_costs(p, price, start, n, cost);
        if (!(low < least))
            continue;
        while (first ? !(cost[i] < limit) : cost[i] > low)
            i++;
        least = low;
        found = start + i;
    }
    return found;
}

/* Costs below the returned one, which is negative, are no rounding error: prices times fractions are as large as in the
   phases of the basis. */
static double cost_limit(const struct basis *b, const struct phases *p)
{
    double largest = 0;
    for (size_t i = 0; i < b->m; i++) {
        double sum = 0;
        for (size_t r = 0; r < b->m; r++)
            sum += fabs(b->price[b->row[r]]) * p->fraction[b->row[r]][b->phase[i]];
        largest = fmax(largest, sum);
    }
    return -(p->tolerance + 8 * DBL_EPSILON * largest);
}

/* The phase of the basis that is used up first when phase j enters; of several the one with the largest pivot, or by
   Bland's rule the first phase. Sets column. */
static size_t leaving(struct basis *b, const struct phases *p, size_t j, bool first)
{
    size_t found = 0;
    double step = INFINITY;
    for (size_t i = 0; i < b->m; i++) {
        double pivot = 0, size = 1;
        for (size_t r = 0; r < b->m; r++) {
            double term = b->inverse[i * b->m + r] * p->fraction[b->row[r]][j];
            pivot += term;
            size += fabs(term);
        }
        b->column[i] = pivot;
        if (pivot < 16 * DBL_EPSILON * size)
            continue;
        double ratio = fmax(b->amount[i], 0) / pivot;
        bool tie = fabs(ratio - step) <= FRACTION_TOLERANCE;
        if (tie ? (first ? b->phase[i] < b->phase[found] : pivot > b->column[found]) : ratio < step)
            found = i;
        step = fmin(step, ratio);
    }
    return found;
}

static void exchange(struct basis *b, size_t out, size_t in)
{
    double *pivot_row = b->inverse + out * b->m;
    for (size_t r = 0; r < b->m; r++)
        pivot_row[r] /= b->column[out];
    for (size_t i = 0; i < b->m; i++)
        for (size_t r = 0; r < b->m && i != out; r++)
            b->inverse[i * b->m + r] -= b->column[i] * pivot_row[r];
    b->phase[out] = in;
}

/* A step of Newton's for the inverse, Y = (2 - Y X) Y, keeps rounding errors of the pivots from growing. */
static void polish(struct basis *b, const struct phases *p)
{
    size_t m = b->m;
    double *off = b->other;
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++) {
            off[i * m + j] = i == j;
            for (size_t r = 0; r < m; r++)
                off[i * m + j] -= b->inverse[i * m + r] * p->fraction[b->row[r]][b->phase[j]];
        }
    for (size_t r = 0; r < m; r++) {
        for (size_t i = 0; i < m; i++) {
            b->column[i] = b->inverse[i * m + r];
            for (size_t j = 0; j < m; j++)
                b->column[i] += off[i * m + j] * b->inverse[j * m + r];
        }
        for (size_t i = 0; i < m; i++)
            b->inverse[i * m + r] = b->column[i];
    }
}

/* Pivots until no phase costs less than its price. Pivots that save nothing are idle: after many of them it is Bland's
   rule, and the more there are the more a phase must save, so that rounding errors do not go in circles. */
static void optimise(struct basis *b, const struct phases *p, const double *x)
{
    double best = INFINITY;
    for (size_t idle = 0;;) {
        double energy = evaluate(b, p, x), limit = cost_limit(b, p);
        idle = energy < best + limit ? 0 : idle + 1;
        best = fmin(best, energy);
        size_t patience = idle / (20 * b->m); // NOLINT(*-core.DivideZero): no basis is empty
        size_t in = cheapest(p, b->price, ldexp(limit, (int)patience), patience > 0);
        if (in == p->n)
            return;
        exchange(b, leaving(b, p, in, patience > 0), in);
        polish(b, p);
    }
}

/* The phases of the basis that are there, ascending, their amounts made to sum to 1. */
static size_t present(const struct basis *b, size_t *phase, double *amount)
{
    size_t n = 0;
    double sum = 0;
    for (size_t i = 0; i < b->m; i++) {
        if (!(b->amount[i] > FRACTION_TOLERANCE))
            continue;
        size_t at = n++;
        for (; at > 0 && phase[at - 1] > b->phase[i]; at--) {
            phase[at] = phase[at - 1];
            amount[at] = amount[at - 1];
        }
        phase[at] = b->phase[i];
        amount[at] = b->amount[i];
        sum += amount[at];
    }
    for (size_t i = 0; i < n; i++)
        amount[i] /= sum;
    return n;
}

size_t mixture_find(const struct phases *p, const double *x, size_t *phase, double *amount, double *energy)
{
    struct basis b = basis_start(p, x);
    optimise(&b, p, x);
    size_t n = present(&b, phase, amount);
    *energy = 0;
    for (size_t i = 0; i < n; i++)
        *energy += amount[i] * p->energy[phase[i]];
    basis_free(&b);
    return n;
}
