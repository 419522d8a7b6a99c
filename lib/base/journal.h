/* A table that grows line by line while a program runs, so that the next run can go on from it: a program that is
   killed loses at most the line it was writing. Errors end the program. */
#ifndef MBTR_JOURNAL_H
#define MBTR_JOURNAL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/table.h"

struct journal;

/* Opens the file or makes it, and locks it, so that no two runs write it at once. names is its first line, the names of
   columns parted by tabs. Errors, all before a byte of the file is changed: it begins with another line; it is no regular
   file; another run has it, unless wait is true: then this one waits, and says so. Where the file system has no locks a
   warning says so. An empty file, or one that was cut within its first line, is a new journal. A last line without an
   end, the one that was being written, does not count, and is cut off when the next one is written. The path is kept. */
struct journal *journal_open(const char *path, const char *names, bool wait);

/* The rows that it holds now, to be read and closed. */
struct table *journal_table(const struct journal *j);

/* Programs that are started from here on hold the lock too, until the last of them ends. */
void journal_inherit(const struct journal *j);

/* Appends whole lines; they are in the file, though maybe not on the disk, when this returns. */
void journal_write(struct journal *j, const struct bytes *lines);

/* Returns when all lines are on the disk. */
void journal_sync(struct journal *j);
void journal_close(struct journal *j);

#endif
