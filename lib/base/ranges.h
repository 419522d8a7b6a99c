/* Places in a sequence, counted from 1, as users name them: "3-7,9", a list of A, A-B, A- and -B. */
#ifndef MBTR_RANGES_H
#define MBTR_RANGES_H

#include <stdbool.h>
#include <stddef.h>

struct range {
    size_t first, last; /* SIZE_MAX: no end */
};

struct ranges {
    struct range *at; /* ascending, no two of them meet */
    size_t n;
};

/* Reads the argument of --records, NULL: all places; what is none is wrong usage. Freed by ranges_free. */
struct ranges ranges_read(const char *list);
void ranges_free(struct ranges *r);

bool ranges_have(const struct ranges *r, size_t place);

/* Whether all places from 1 to n are among them; the last that is, or where those without an end begin. */
bool ranges_have_all(const struct ranges *r, size_t n);
size_t ranges_last(const struct ranges *r);

#endif
