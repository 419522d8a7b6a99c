/* The comment line of an XYZ frame: what it says of the structure and of the columns that follow. */
#ifndef MBTR_COMMENT_H
#define MBTR_COMMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "structure/comment_columns.h"
#include "structure/comment_names.h"
#include "structure/structure.h"

/* What a person would take for a property and is none: told once in a run, of the first line that has it. */
enum comment_remark {
    COMMENT_MISSING, /* nan, inf, None */
    COMMENT_NEARLY,  /* "-1.5 eV" */
    COMMENT_TWICE,   /* a key of two values in prose */
    COMMENT_BARE,    /* numbers without names, and no others */
};

/* What a comment line is read with; kept from frame to frame. */
struct comment {
    const struct comment_names *names;
    const char *id_key; /* NULL: name, id */
    bool tensors;       /* are read: values of 9 numbers, or 6 */
    size_t properties;  /* there is room for in the structure at hand */
    unsigned told;      /* a bit for each remark */
};

/* Reads the line, which is cut, into cell, pbc, id, properties and tensors of *s, whose earlier ones are freed; the id stays NULL
   where the comment has none. Errors end the program and name s->file and line. */
void comment_read(struct comment *c, char *text, size_t line, struct structure *s, struct columns *columns);

#endif
