/* The lowest place of a function downhill from another, by L-BFGS (J. Nocedal, Math. Comput. 35, 773, 1980) as liblbfgs has
   it, with steps of limited length. */
#ifndef MBTR_MINIMISE_H
#define MBTR_MINIMISE_H

#include <stdbool.h>
#include <stddef.h>

/* A function of n numbers, and how far to go; all get the context. */
struct minimise_task {
    size_t n;
    /* Its value and slopes. INFINITY, and any slopes, is a place where it cannot be told: a step there is halved. */
    double (*value)(void *context, const double *x, double *slope);
    /* The length of a step, of which 1 is the longest that is taken. */
    double (*length)(void *context, const double *from, const double *to);
    /* Before the first step and after each: whether to go on from this x, whose value is lower than the one before. */
    bool (*go_on)(void *context, const double *x, double value, const double *slope);
    void *context;
};

/* Moves x downhill, to the last that go_on was told. False where that wanted to go on, but no lower value is to be found from
   there by any step down the slope, or the first value cannot be told. In the numbers of x a step of length 1 shall be some
   distance that is short and no accident: it is what is tried first. Any number of threads may minimise at once. */
bool minimise(const struct minimise_task *task, double *x);

#endif
