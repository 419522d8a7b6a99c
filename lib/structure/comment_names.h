/* Names of the numbers without a key in a comment line, in their order. */
#ifndef MBTR_COMMENT_NAMES_H
#define MBTR_COMMENT_NAMES_H

#include <stddef.h>

struct comment_names {
    char **at; /* an empty name skips a number */
    size_t n;
};

/* Cuts a list as "energy,-,gap", in which "-" skips one; NULL is an empty list. A name that lacks is wrong usage of
   --columns. */
void comment_names_set(struct comment_names *names, const char *list);
void comment_names_free(struct comment_names *names);

#endif
