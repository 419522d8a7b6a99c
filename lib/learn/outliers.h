/* The predictions with the largest errors. */
#ifndef MBTR_OUTLIERS_H
#define MBTR_OUTLIERS_H

#include <stdbool.h>
#include <stddef.h>

/* The predictions with the largest absolute errors, the worst first, of equal ones the earlier first. */
struct outlier {
    char *text;   /* what the caller wants to know of it */
    double error; /* predicted - reference, or this in standard deviations */
};

struct outliers {
    struct outlier *at;
    size_t n, room; /* room: how many are kept */
};

/* Whether an error would be among them. */
bool outliers_want(const struct outliers *o, double error);

/* Adds one that they want; the text is copied. */
void outliers_add(struct outliers *o, const char *text, double error);
void outliers_free(struct outliers *o);

#endif
