/* Compressed files, told by their first bytes whatever their names, and read by the system's programs. Errors end the
   program. */
#ifndef MBTR_PACKED_H
#define MBTR_PACKED_H

#include <stdbool.h>
#include <stddef.h>

struct packed_format {
    const char *name;   /* of the program */
    const char *ending; /* that names of its files usually have */
    const char *begin;  /* the bytes that they begin with */
    char *arguments[3];
};

/* Ends with a row without name. */
extern const struct packed_format packed_formats[];

/* That of a file that begins with these n bytes, NULL where it is of none; whether they are fewer than it takes to tell. */
const struct packed_format *packed_format_of(const unsigned char *bytes, size_t n);
bool packed_may_be(const unsigned char *bytes, size_t n);

/* Begins to decompress what a descriptor leads to, behind n bytes that were read from it already and are copied. The name
   is for messages and kept. */
struct packed *packed_open(const struct packed_format *format, int fd, const char *name, const unsigned char *first, size_t n);

/* The next bytes, as many as came; 0 at the end of a file that is whole. */
size_t packed_read(struct packed *p, void *to, size_t room);
void packed_close(struct packed *p);

#endif
