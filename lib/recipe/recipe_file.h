/* Recipes in files: the user's, and those that came along. */
#ifndef MBTR_RECIPE_FILE_H
#define MBTR_RECIPE_FILE_H

#include "base/output.h"

/* The text of a recipe file, or of one that came along when there is no such file: free with free(). */
char *recipe_file_text(const char *name);
/* Prints name and first line of each recipe that came along. */
void recipe_file_list(struct output *out);

#endif
