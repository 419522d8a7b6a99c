/* The comment line of an XYZ frame: what it says of the structure and of the columns that follow. */
#ifndef MBTR_COMMENT_H
#define MBTR_COMMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/comment_pairs.h"
#include "structure/structure.h"

/* The columns of an atom's line, counted from 0. */
struct columns {
    size_t species;  /* symbol or atomic number */
    size_t position; /* the first of three */
    size_t count;
    bool exact; /* else more may follow */
};

/* What a comment line is read with; kept from frame to frame. */
struct comment {
    char **names; /* of the bare numbers; an empty name skips one */
    size_t nnames;
    const char *id_key; /* NULL: name, id */
    struct comment_pairs pairs;
    size_t properties; /* there is room for in the structure at hand */
};

/* Reads the line into cell, pbc, id and properties of *s, whose earlier ones are freed; the id stays NULL where the
   comment has none. Errors end the program and name s->file and line. */
void comment_read(struct comment *c, const char *text, size_t line, struct structure *s, struct columns *columns);

void comment_free(struct comment *c);

#endif
