/* Structures from files, one after the other, whatever the format of each (structure/structure_format.h). Errors end
   the program and name file and line. */
#ifndef MBTR_STRUCTURE_READER_H
#define MBTR_STRUCTURE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/input.h"
#include "structure/structure.h"
#include "structure/structure_options.h"

struct structure_reader;

/* Opens count files one after the other; count 0 is standard input, as is a path "-". Paths are kept. */
struct structure_reader *structure_reader_open(char *const *paths, size_t count, const struct structure_options *options);

/* The same where the first of them is open already, and nothing of it taken; the reader closes it. */
struct structure_reader *structure_reader_from(struct input *first, char *const *paths, size_t count,
                                               const struct structure_options *options);

/* Reads the next structure into *s, reusing its memory ({0} at first); false at the end of the last file. A structure
   without an id gets one from its file (structure/file_ids.h). */
bool structure_reader_next(struct structure_reader *r, struct structure *s);

/* The text of the structure that was read last, as it stands in the file, each line with its end (a last line without
   one gets it). Only with keep_frame; valid until the next is read. */
const struct bytes *structure_reader_frame(const struct structure_reader *r);

void structure_reader_close(struct structure_reader *r);

#endif
