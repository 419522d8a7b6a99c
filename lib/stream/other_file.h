/* What is given where a stream is expected, a table of what its first bytes can tell, each with what to do. */
#ifndef MBTR_OTHER_FILE_H
#define MBTR_OTHER_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/input.h"

struct other_file {
    const char *name;
    bool (*is_of)(const char *text, size_t n); /* whether a file begins with these n bytes, behind which stands a NUL byte */
    const char *advice;
};

/* Ends with a row without name. A file is the first that it can be. */
extern const struct other_file other_files[];

/* Ends the program where what comes is no stream but one of these, or a file of structures that other programs convert
   (structure/foreign_format.h); the message tells which, and what to do. */
void other_file_refuse(struct input *in);

#endif
