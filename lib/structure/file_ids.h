/* Ids of structures that have none, from the names of their files. */
#ifndef MBTR_FILE_IDS_H
#define MBTR_FILE_IDS_H

#include <stdbool.h>
#include <stddef.h>

/* The files of a run; paths are kept. */
struct file_ids *file_ids_new(char *const *paths, size_t count);

/* The id of a structure, the number-th of a file from 1, to be freed. Where the file holds no other: its name without folder
   and endings such as .xyz.gz. Else the number, with that name before it where the run has several files: "name/3".
   Of names that two files of the run have the paths stand in their place. path NULL: no file with a name. */
char *file_ids_make(const struct file_ids *f, const char *path, bool alone, size_t number);

void file_ids_free(struct file_ids *f);

#endif
