/* The lines of a file of structures. Those of one structure are kept as they stand where that is wanted. */
#ifndef MBTR_LINES_H
#define MBTR_LINES_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/input.h"

struct lines {
    struct input *in; /* NULL between files */
    bool keep;
    struct bytes kept; /* each line with its end; a last line without one gets it */
};

/* The next line without its end, valid until the next call; NULL at the end of the file. A NUL byte in it ends the
   program, with file and line. */
const char *lines_next(struct lines *l);

/* Forgets the lines kept so far: the next one is the first of a structure. */
void lines_forget(struct lines *l);

#endif
