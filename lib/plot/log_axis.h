/* A logarithmic axis: its range and its ticks. */
#ifndef MBTR_LOG_AXIS_H
#define MBTR_LOG_AXIS_H

#include <stdbool.h>
#include <stddef.h>

struct log_tick {
    double at;
    bool named; /* with its number beside it */
};

/* Start with {0}; free tick with free(). */
struct log_axis {
    double low, high;
    size_t n, capacity;
    struct log_tick *tick; /* by rising at */
};

/* Widens the range to a value > 0. */
void log_axis_include(struct log_axis *a, double x);

/* Adds some room at both ends. */
void log_axis_room(struct log_axis *a);

/* Where a value lies: from 0 at the lower end to 1 at the upper. */
double log_axis_place(const struct log_axis *a, double x);

/* Adds a named tick, once. */
void log_axis_tick(struct log_axis *a, double x);

/* Adds ticks at round numbers: multiples of powers of ten, or equal steps where the range holds few of these. */
void log_axis_round_ticks(struct log_axis *a);

/* Takes away names so that those that stay are at least this share of the axis apart; the last stays. */
void log_axis_thin(struct log_axis *a, double apart);

#endif
