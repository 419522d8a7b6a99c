/* Errors of predictions, by groups that have a name: of each element, of each part of a data set. */
#ifndef MBTR_SCORE_GROUPS_H
#define MBTR_SCORE_GROUPS_H

#include <stddef.h>

#include "learn/score.h"

struct score_group {
    char *name;
    struct score score;
};

/* {0} at first; by ascending names. */
struct score_groups {
    struct score_group *at;
    size_t n, capacity;
};

/* Adds a prediction to the group of this name, which is copied where it is new. */
void score_groups_add(struct score_groups *g, const char *name, double reference, double predicted);
void score_groups_free(struct score_groups *g);

#endif
