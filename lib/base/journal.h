/* A table that grows line by line while a program runs, so that the next run can go on from it: a program that is
   killed loses at most the line it was writing. Errors end the program. */
#ifndef MBTR_JOURNAL_H
#define MBTR_JOURNAL_H

#include <stdbool.h>

#include "base/bytes.h"

struct journal;

/* Opens or makes the file; a last line without an end, the one that was being written, is cut off. The path is kept. */
struct journal *journal_open(const char *path);

/* Whether it held no line when it was opened. */
bool journal_empty(const struct journal *j);

/* Appends whole lines; they are in the file, though maybe not on the disk, when this returns. */
void journal_write(struct journal *j, const struct bytes *lines);

/* Returns when all lines are on the disk. */
void journal_sync(struct journal *j);
void journal_close(struct journal *j);

#endif
