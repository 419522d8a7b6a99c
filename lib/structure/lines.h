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

/* The next line without its end, which may be changed and is valid until the next call; NULL at the end of the file. */
char *lines_next(struct lines *l);

/* Forgets the lines kept so far: the next one is the first of a structure. */
void lines_forget(struct lines *l);

/* Room for what messages show of a text in a file. */
enum { LINES_SHOWN = 60 };

/* What messages show of a text of this length: its beginning, in printable characters. */
void lines_show(char to[LINES_SHOWN], const char *text, size_t length);

#endif
