#include "phase/strategy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/size.h"
#include "math/quantile.h"
#include "math/random.h"

/* A structure and what it is ranked by. */
struct ranked_structure {
    double value;
    size_t place;
};

static int compare(const void *a, const void *b)
{
    const struct ranked_structure *x = a, *y = b;
    return x->value != y->value ? (x->value > y->value) - (x->value < y->value) : (x->place > y->place) - (x->place < y->place);
}

/* Standard deviations between the prediction and the level that it would have to be below. */
static double depth(const struct round *r, size_t i)
{
    double above = r->mean[i] - (r->hull[i] - r->tolerance);
    return r->deviation[i] > 0 ? above / r->deviation[i] : above > 0 ? INFINITY : -INFINITY;
}

/* The logarithm of the chance that a structure is not below that level. */
static double log_miss(double depth)
{
    return log1p(-0.5 * erfc(depth / sqrt(2)));
}

double strategy_chance(const struct round *r)
{
    double logs = 0;
    for (size_t i = 0; i < r->nopen; i++)
        logs += log_miss(depth(r, i));
    return fabs(expm1(logs));
}

/* Answers with the first n of a ranking as the candidates. */
static void answer(const struct round *r, const struct ranked_structure *all, size_t n, struct strategy_choice *to)
{
    to->candidates = n;
    to->threshold = n ? -INFINITY : 0;
    for (size_t i = 0; i < n; i++) {
        to->rank[i] = all[i].place;
        to->threshold = fmax(to->threshold, r->mean[all[i].place] - r->hull[all[i].place]);
    }
}

/* Ranks all structures that were not asked for by their depth below the hull, the deepest first. */
static struct ranked_structure *by_depth(const struct round *r)
{
    struct ranked_structure *all = mem_new(r->nopen, sizeof *all);
    for (size_t i = 0; i < r->nopen; i++)
        all[i] = (struct ranked_structure){depth(r, i), i};
    qsort(all, r->nopen, sizeof *all, compare);
    return all;
}

/* The most that can be left out, the least likely first, such that the chance of missing any is below the risk. */
static void choose_chance(const struct round *r, struct strategy_choice *to)
{
    struct ranked_structure *all = by_depth(r);
    size_t n = r->nopen;
    double logs = 0, limit = log1p(-r->risk);
    while (n > 0 && (logs += log_miss(all[n - 1].value)) > limit)
        n--;
    answer(r, all, n, to);
    free(all);
}

/* The depth that a number of the normal distribution is below with the probability of the risk: by bisection. */
static double normal_depth(double risk)
{
    double low = -40, high = 40;
    while (high - low > 1e-12) {
        double middle = (low + high) / 2;
        if (0.5 * erfc(middle / sqrt(2)) > risk)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static void choose_bound(const struct round *r, struct strategy_choice *to)
{
    struct ranked_structure *all = by_depth(r);
    double limit = normal_depth(r->risk);
    size_t n = 0;
    while (n < r->nopen && all[n].value < limit)
        n++;
    answer(r, all, n, to);
    free(all);
}

static void shuffle(size_t *to, size_t n, uint64_t *random)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = random_below(random, i), other = to[k];
        to[k] = to[i - 1];
        to[i - 1] = other;
    }
}

/* Trains without a fifth of what is known; the error for these that all but the risk's share stay below. */
static double holdout_error(const struct round *r, uint64_t *random)
{
    size_t n = r->nknown, out = n / 5 > 0 ? n / 5 : 1, *order = mem_new(size_mul(2, n), sizeof *order), *known = order + n;
    double *y = mem_new(size_mul(3, n), sizeof *y), *mean = y + n, *deviation = mean + n;
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    shuffle(order, n, random);
    for (size_t i = 0; i < n; i++) {
        known[i] = r->known[order[i]];
        y[i] = r->y[order[i]];
    }
    struct surrogate *s = surrogate_new(r->surrogate->kernels, r->surrogate->fixed ? r->surrogate->lambda : NAN);
    surrogate_train(s, n - out, known + out, y + out);
    surrogate_predict(s, out, known, mean, deviation);
    surrogate_free(s);
    for (size_t i = 0; i < out; i++)
        mean[i] = fabs(mean[i] - y[i]);
    quantile_sort(mean, out);
    double error = mean[(size_t)ceil((1 - r->risk) * (double)out) - 1];
    free(order);
    free(y);
    return error;
}

static void choose_holdout(const struct round *r, struct strategy_choice *to)
{
    uint64_t random = r->random;
    double error = holdout_error(r, &random);
    struct ranked_structure *all = mem_new(r->nopen, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < r->nopen; i++)
        if (r->mean[i] - error < r->hull[i] - r->tolerance)
            all[n++] = (struct ranked_structure){0, i};
    answer(r, all, n, to);
    to->threshold = error;
    shuffle(to->rank, n, &random);
    free(all);
}

const struct strategy strategy_table[] = {
    {"chance", choose_chance,
     "the most likely to lie below the hull first, until the chance that any of the others does is below the risk"},
    {"bound", choose_bound,
     "the lowest confidence bound against the hull first, until each structure's chance to lie below it is below the risk"},
    {"holdout", choose_holdout,
     "at random of those whose prediction is above the hull by less than an error for known structures held out (Huo "
     "and Rupp)"},
    {0},
};
