#include "structure/lines.h"

#include <string.h>

#include "base/die.h"

const char *lines_next(struct lines *l)
{
    size_t length;
    const char *line = input_line(l->in, &length);
    if (line && memchr(line, '\0', length))
        die("%s:%zu: the line holds a NUL byte", l->in->name, l->in->line);
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
