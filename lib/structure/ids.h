/* Ids that a file lists, each once, and which of them structures had. */
#ifndef MBTR_IDS_H
#define MBTR_IDS_H

#include <stddef.h>

#include "structure/structure.h"

/* {0} at first. */
struct ids {
    const char *file; /* for messages, borrowed */
    struct listed_id *at;
    size_t n, capacity;
};

struct listed_id {
    char *text;
    size_t line, place;     /* in the file; among the ids, from 0, in their order there */
    const char *taken_file; /* where the structure is that had it, NULL: none had */
    size_t taken_line;
};

/* Adds an id, which is copied. */
void ids_add(struct ids *ids, const char *text, size_t line);

/* Ends the program where an id is there twice; to be called when all are added. */
void ids_close(struct ids *ids);

/* The id of a structure, NULL: it is not listed. That another structure had it is an error, with file and line. */
const struct listed_id *ids_take(struct ids *ids, const struct structure *s);

/* How many were not taken, and the first of them. */
size_t ids_left(const struct ids *ids, const char **first);

void ids_free(struct ids *ids);

#endif
