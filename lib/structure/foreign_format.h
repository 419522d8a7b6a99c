/* Files of structures that are not read here, a table of those that their first bytes tell, and what makes XYZ of each. */
#ifndef MBTR_FOREIGN_FORMAT_H
#define MBTR_FOREIGN_FORMAT_H

#include <stdbool.h>

#include "base/input.h"

/* Bytes that are looked at. */
enum { FOREIGN_FORMAT_LOOK = 2048 };

struct foreign_format {
    const char *name;
    /* Whether a file begins so: all that is looked at, NUL bytes where it has less, and one behind; no file that is read
       does. */
    bool (*is_of)(const char *text);
    const char *command, *to; /* what stands before and behind the file's name */
};

/* Ends with a row without name. */
extern const struct foreign_format foreign_formats[];

/* That of a file that begins so, all that is looked at and a NUL byte or more behind; NULL where it is of none. */
const struct foreign_format *foreign_format_of(const char *text);

/* Ends the program where what comes, of which nothing was taken, is of such a format; the message has the command. */
void foreign_format_refuse(struct input *in);

#endif
