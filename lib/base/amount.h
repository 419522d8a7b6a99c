/* How many of some things: a number, or a percentage of however many there are. */
#ifndef MBTR_AMOUNT_H
#define MBTR_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>

/* Both are 0 where none was named, else one is. */
struct amount {
    size_t number;
    double percent;
};

/* Reads a whole number, or a number from 0 to 100 with a percent sign behind it; false when a text is neither. */
bool amount_parse(const char *text, struct amount *a);

/* Whether there was any but 0. */
bool amount_given(struct amount a);

/* How many of n things that is: a percentage to the nearest whole number, a number as it is, which may be more than n. */
size_t amount_of(struct amount a, size_t n);

#endif
