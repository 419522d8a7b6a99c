#include "base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/size.h"

unsigned char *bytes_room(struct bytes *b, size_t n)
{
    if (n > b->capacity - b->length)
        b->at = mem_grow(b->at, &b->capacity, size_add(b->length, n), 1);
    return b->at + b->length;
}

void bytes_put(struct bytes *b, const void *from, size_t n)
{
    if (n == 0)
        return;
    memcpy(bytes_room(b, n), from, n);
    b->length += n;
}

void bytes_print(struct bytes *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        die("cannot format '%s'", format);
    size_t room = (size_t)n + 1;
    va_start(args, format);
    vsnprintf((char *)bytes_room(b, room), room, format, args);
    va_end(args);
    b->length += (size_t)n;
}

void bytes_free(struct bytes *b)
{
    free(b->at);
    *b = (struct bytes){0};
}
