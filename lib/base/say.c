#include "base/say.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

int say_level = 0;
static const char *program = "mbtr-tools";

void say_as(const char *name)
{
    program = name;
}

const char *say_name(void)
{
    return program;
}

void say_format(char to[SAY_MAX], const char *format, va_list args)
{
    int error = errno;
    size_t n = strlen(format);
    int length = vsnprintf(to, SAY_MAX, format, args);
    if (n > 0 && format[n - 1] == ':' && length >= 0 && length < SAY_MAX)
        snprintf(to + length, SAY_MAX - (size_t)length, " %s", strerror(error));
    text_clean(to);
}

/* One fprintf per message, so that lines of programs in one pipeline do not mix. */
void say_line(const char *kind, const char *format, va_list args)
{
    char text[SAY_MAX];
    say_format(text, format, args);
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
