#include "structure/comment_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"

void comment_names_set(struct comment_names *names, const char *list)
{
    const char *all = list;
    size_t capacity = 0;
    while (list) {
        const char *comma = strchr(list, ',');
        size_t length = comma ? (size_t)(comma - list) : strlen(list);
        if (length == 0)
            die_usage("--columns: expected names with commas between them, found '%s'", all);
        names->at = mem_grow(names->at, &capacity, names->n + 1, sizeof *names->at);
        names->at[names->n++] = mem_text_n(list, length == 1 && *list == '-' ? 0 : length);
        list = comma ? comma + 1 : NULL;
    }
}

void comment_names_free(struct comment_names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->at[i]);
    free(names->at);
}
