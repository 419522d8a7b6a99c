/* Buffered output to standard output or a file: the one place that writes. Errors end the program with status 1,
   a closed pipe silently.

   A file is written beside its name and put in its place by output_commit, together with all other files that the program
   wrote, so that nothing half-written stays, and no new file beside an old one, whatever ends the program. A name that is
   not of a regular file (a device, a named pipe) or of a descriptor (/dev/stdout, /dev/fd/3) is written to directly.

   Text is never sent with its last line's end before more follows or output_close: a table that was cut short ends
   without one, and base/table.h refuses to read it. */
#ifndef MBTR_OUTPUT_H
#define MBTR_OUTPUT_H

#include <stddef.h>

enum output_kind { OUTPUT_TEXT, OUTPUT_BINARY };

struct output;

/* Finds out, before the work, whether path can be written: output_open takes what is opened here. The path is kept. */
void output_prepare(const char *path);

/* Opens path; NULL or "-" is standard output. Binary output to a terminal is refused. The path is kept. */
struct output *output_open(const char *path, enum output_kind kind);

/* Writes to a descriptor, which output_close closes; the name is for messages and kept. */
struct output *output_to(int fd, const char *name, enum output_kind kind);

void output_write(struct output *out, const void *from, size_t n);
void output_print(struct output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sends what is held back, closes and checks. */
void output_close(struct output *out);

/* Puts the files that were closed in their places: the last that a program does; with -v it says what it took. */
void output_commit(void);

/* The descriptor, for a program run as a child that writes itself; flushes first. */
int output_descriptor(struct output *out);

#endif
