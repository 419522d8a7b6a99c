#include "structure/lines.h"

#include <string.h>

/* The longest line, in bytes: comment lines hold trajectories' bookkeeping, some 100 MB of it. */
enum { LONGEST = 1 << 28 };

char *lines_next(struct lines *l)
{
    size_t length;
    char *line = input_line(l->in, LONGEST, &length);
    if (!line || !l->keep)
        return line;
    bool carriage_return = (size_t)((char *)l->in->at - line) == length + 2;
    bytes_put(&l->kept, line, length);
    bytes_put(&l->kept, carriage_return ? "\r\n" : "\n", carriage_return ? 2 : 1);
    return line;
}

void lines_forget(struct lines *l)
{
    l->kept.length = 0;
}

void lines_show(char to[LINES_SHOWN], const char *text, size_t length)
{
    static const char more[] = "...";
    size_t n = length < LINES_SHOWN - sizeof more ? length : LINES_SHOWN - sizeof more;
    for (size_t i = 0; i < n; i++)
        to[i] = text[i] >= ' ' && text[i] < 0x7f ? text[i] : '?';
    memcpy(to + n, n < length ? more : "", n < length ? sizeof more : 1);
}
