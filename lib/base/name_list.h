/* A list of files to read: their names, one a line, blank lines between them aside. */
#ifndef MBTR_NAME_LIST_H
#define MBTR_NAME_LIST_H

#include <stddef.h>

/* Appends the names that a list holds, NULL or "-" for standard input, to *count others: a new array, which ends with NULL
   and lives as long as the program. One that cannot be read is an error with the list's line, and so is a list without any. */
char **name_list_read(const char *list, char *const *others, size_t *count);

#endif
