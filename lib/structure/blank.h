/* Words of a line, parted by blanks and tabs. */
#ifndef MBTR_BLANK_H
#define MBTR_BLANK_H

#include <stdbool.h>

static inline bool blank_is(char c)
{
    return c == ' ' || c == '\t';
}

/* Where the next word begins. */
static inline const char *blank_skip(const char *text)
{
    while (blank_is(*text))
        text++;
    return text;
}

/* Where the word ends. */
static inline const char *blank_find(const char *text)
{
    while (*text && !blank_is(*text))
        text++;
    return text;
}

#endif
