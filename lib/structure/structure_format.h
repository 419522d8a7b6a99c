/* Formats of files of structures, a table; a file is of the first one that says so. */
#ifndef MBTR_STRUCTURE_FORMAT_H
#define MBTR_STRUCTURE_FORMAT_H

#include <stdbool.h>

#include "structure/lines.h"
#include "structure/structure.h"
#include "structure/structure_options.h"

struct structure_format {
    const char *name;
    const char *doc;
    /* Whether a file of this name is of the format; path NULL is standard input, as is "-". The last row says yes to all. */
    bool (*is_of)(const char *path);
    /* What is kept from structure to structure and from file to file. */
    void *(*open)(const struct structure_options *options);
    /* Reads the next structure of an open file into *s, reusing its memory, and tells its line and property_line;
       s->file is set, and the id stays NULL where the file tells none. False at the end of the file. */
    bool (*read)(void *state, struct lines *lines, struct structure *s);
    void (*close)(void *state);
};

/* Ends with a row without name. */
extern const struct structure_format structure_formats[];

#endif
