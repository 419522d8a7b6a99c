/* XYZ as some programs write it, and that would be read otherwise than it is meant: a table. The comment line tells. */
#ifndef MBTR_XYZ_DIALECT_H
#define MBTR_XYZ_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/comment_names.h"

struct xyz_dialect {
    const char *name;
    const char *prefix;  /* of comment lines ... */
    size_t words;        /* ... that have so many words and no equals sign; 0: any */
    const char *columns; /* names of the comment's bare numbers where no other are given; NULL: none */
    size_t lines_after;  /* lines that follow the atoms ... */
    const char *last;    /* ... the last of which begins so */
    bool types;          /* numbers for species are types of atoms, not elements */
};

/* The last row has no name: all other comments are of it. */
extern const struct xyz_dialect xyz_dialects[];
size_t xyz_dialect_count(void);

const struct xyz_dialect *xyz_dialect_of(const char *comment);

/* The names of bare numbers for each row, those of --columns where it is given, else the row's own; to be freed. */
struct comment_names *xyz_dialect_names(const char *columns);
void xyz_dialect_free_names(struct comment_names *names);

#endif
