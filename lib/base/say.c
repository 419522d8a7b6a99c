#include "base/say.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int say_level = 1;
static const char *program = "mbtr-tools";

void say_as(const char *name)
{
    program = name;
}

const char *say_name(void)
{
    return program;
}

/* One fprintf per message, so that lines of programs in one pipeline do not mix. */
void say_line(const char *kind, const char *format, va_list args)
{
    char text[2048];
    int error = errno;

    vsnprintf(text, sizeof text, format, args);
    size_t length = strlen(format);
    if (length > 0 && format[length - 1] == ':')
        fprintf(stderr, "%s: %s%s %s\n", program, kind, text, strerror(error));
    else
        fprintf(stderr, "%s: %s%s\n", program, kind, text);
}

void say_warning(const char *format, ...)
{
    if (say_level < 1)
        return;
    va_list args;
    va_start(args, format);
    say_line("warning: ", format, args);
    va_end(args);
}

void say(const char *format, ...)
{
    if (say_level < 1)
        return;
    va_list args;
    va_start(args, format);
    say_line("", format, args);
    va_end(args);
}

void say_note(const char *format, ...)
{
    if (say_level < 2)
        return;
    va_list args;
    va_start(args, format);
    say_line("", format, args);
    va_end(args);
}
