/* Buffered input from a file or standard input: the one place that reads. Errors end the program; that a regular file
   is not, at its end, what it was when it was opened is one: what was read may never have been in it at one time. */
#ifndef MBTR_INPUT_H
#define MBTR_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct input {
    const char *name;  /* for messages: input_name of the path */
    unsigned char *at; /* the bytes read and not yet taken ... */
    size_t have;       /* ... and their number */
    size_t offset;     /* of at[0] in the file, in a compressed one in what is in it */
    size_t line;       /* number of the line that input_line gave last, from 1 */
    bool line_ended;   /* that line had its end; else the file ended within it */
    bool at_end;       /* no bytes follow those at hand */
    int fd;
    struct stat opened;    /* the file, when it was */
    bool may_be_packed;    /* nothing of it was read yet */
    struct packed *packed; /* decompresses what is read; NULL: it stays as it is */
    unsigned char *buffer;
    size_t capacity;
};

/* What messages call an input: its path, or "standard input" where that is NULL or "-". */
const char *input_name(const char *path);

/* Opens path; NULL or "-" is standard input. The path is kept, not copied. What is compressed (base/packed.h) is read as
   what it is made of. */
struct input *input_open(const char *path);

/* Reads from a descriptor, as it is, which input_close closes; the name is for messages and kept. */
struct input *input_from(int fd, const char *name);
void input_close(struct input *in);

/* Makes at least need bytes available at in->at, fewer only at the end of the file; true if they are there.
   Memory grows with what arrives, never with what is asked for. Moves in->at. */
bool input_need(struct input *in, size_t need);

/* Takes n of the bytes at hand. */
void input_take(struct input *in, size_t n);

/* The next line without its end (LF or CR LF), valid until the next call; NULL at the end of the file. A NUL byte follows
   in place of the line's end. A byte order mark before the first line is no part of it. What is no text ends the program
   as soon as it is seen, with file and line: a NUL byte, or a line that is longer than most. */
char *input_line(struct input *in, size_t most, size_t *length);

/* All that follows, a text of at most that length, with a NUL byte behind; the same errors. The caller frees it. */
char *input_text(struct input *in, size_t most);

#endif
