#include "base/names.h"

#include <string.h>

const void *names_row(struct names names, int place)
{
    return (const char *)names.table + (size_t)place * names.row_size;
}

const char *names_at(struct names names, int place)
{
    return *(const char *const *)names_row(names, place);
}

int names_find(struct names names, const char *name)
{
    for (int i = 0; names_at(names, i); i++)
        if (strcmp(names_at(names, i), name) == 0)
            return i;
    return -1;
}

void names_list(struct names names, const char *mark, struct bytes *to)
{
    for (int i = 0; names_at(names, i); i++) {
        const char *before = i == 0 ? "" : names_at(names, i + 1) ? ", " : " or ";
        bytes_print(to, "%s%s%s%s", before, mark, names_at(names, i), mark);
    }
}
