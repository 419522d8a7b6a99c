/* The files that a command reads and writes, in one list, so that none is written that another name in the command stands
   for: outputs destroy no inputs, logs or other outputs. Two names are of the same file where device and inode are the same;
   names of new files, where folder and name are. Terminals, pipes and /dev/null may be named twice. */
#ifndef MBTR_FILES_H
#define MBTR_FILES_H

/* What is done with a file; logs are written. */
enum file_use { FILE_READ, FILE_WRITTEN };

/* Adds a file to the list; one that is in it under another name, or the same, is wrong usage unless both are only read. The
   role ("--output", "input") is for messages; role and path are kept. A path of NULL or "-" is standard input or output. */
void files_add(enum file_use use, const char *role, const char *path);

/* The same for a file to be read that is found later; it is not added, so that threads of other programs may call this. */
void files_check_read(const char *role, const char *path);

#endif
