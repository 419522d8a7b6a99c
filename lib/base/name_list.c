#include "base/name_list.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/input.h"
#include "base/mem.h"

/* The longest line, in bytes: beyond any path. */
enum { LONGEST = 1 << 20 };

/* Before work begins, which may take long. */
static void check_name(const struct input *in, const char *name)
{
    struct stat s;
    bool found = stat(name, &s) == 0 && access(name, R_OK) == 0;
    if (found && S_ISDIR(s.st_mode)) {
        errno = EISDIR;
        found = false;
    }
    if (!found)
        die("%s:%zu: %s:", in->name, in->line, name);
}

char **name_list_read(const char *list, char *const *others, size_t *count)
{
    struct input *in = input_open(list);
    size_t first = *count, capacity = 0, length;
    char **names = mem_grow(NULL, &capacity, first + 1, sizeof *names);
    memcpy(names, others, first * sizeof *names);
    for (const char *line; (line = input_line(in, LONGEST, &length));) {
        if (line[strspn(line, " \t")] == '\0')
            continue;
        check_name(in, line);
        names = mem_grow(names, &capacity, *count + 2, sizeof *names);
        /* A file of that name, not standard input. */
        names[(*count)++] = strcmp(line, "-") == 0 ? mem_text("./-") : mem_text_n(line, length);
    }
    if (*count == first)
        die("%s: expected names of files, one a line, found none", in->name);
    names[*count] = NULL;
    input_close(in);
    return names;
}
