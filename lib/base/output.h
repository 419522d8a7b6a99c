/* Buffered output to standard output or a file: the one place that writes. Errors end the program with status 1,
   a closed pipe silently.

   A file is written beside its name and renamed by output_close, so that nothing half-written stays, whatever ends
   the program. A name that is not a regular file (a device, a named pipe) is written to directly.

   Text is never sent with its last line's end before more follows or output_close: a table that was cut short ends
   without one, and base/table.h refuses to read it. */
#ifndef MBTR_OUTPUT_H
#define MBTR_OUTPUT_H

#include <stddef.h>

enum output_kind { OUTPUT_TEXT, OUTPUT_BINARY };

struct output;

/* Opens path; NULL or "-" is standard output. Binary output to a terminal is refused. */
struct output *output_open(const char *path, enum output_kind kind);

/* Writes to a descriptor, which output_close closes; the name is for messages and kept. */
struct output *output_to(int fd, const char *name, enum output_kind kind);

void output_write(struct output *out, const void *from, size_t n);
void output_print(struct output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sends what is held back, closes, checks, and puts the file in its place. */
void output_close(struct output *out);

/* The descriptor, for a program run as a child that writes itself; flushes first. */
int output_descriptor(struct output *out);

#endif
