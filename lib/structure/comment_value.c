#include "structure/comment_value.h"

#include <string.h>

#include "base/number.h"

static bool is_separator(char c)
{
    return c && strchr(" \t,[]{}", c);
}

/* The next item of a value; NULL at its end. */
static const char *item(const char *at)
{
    while (is_separator(*at))
        at++;
    return *at ? at : NULL;
}

/* A bracket without its partner or that a word touches from outside; NULL: there is none. */
static const char *stray_bracket(const char *value)
{
    static const char open[] = "[{", close[] = "]}";
    char partner[4];
    size_t depth = 0;
    for (const char *at = value; *at; at++) {
        const char *kind = strchr(open, *at);
        if (kind) {
            if (depth == sizeof partner || (at > value && !is_separator(at[-1])))
                return at;
            partner[depth++] = close[kind - open];
        } else if (strchr(close, *at)) {
            if (depth == 0 || partner[--depth] != *at || (at[1] && !is_separator(at[1])))
                return at;
        }
    }
    return depth > 0 ? value : NULL;
}

size_t comment_value_numbers(const char *value, double *to, size_t room, const char **stray)
{
    size_t n = 0;
    *stray = stray_bracket(value);
    for (const char *at = *stray ? NULL : item(value); at; at = item(at), n++) {
        double x;
        const char *end = number_scan(at, &x);
        if (!end || (*end && !is_separator(*end))) {
            *stray = at;
            break;
        }
        if (n < room)
            to[n] = x;
        at = end;
    }
    return n;
}

size_t comment_value_truths(const char *value, bool *to, size_t room, const char **stray)
{
    static const char *const words[] = {"0", "1", "F", "T", "false", "true", "False", "True", "FALSE", "TRUE"};
    size_t n = 0, digits = 0;
    *stray = stray_bracket(value);
    for (const char *at = *stray ? NULL : item(value); at; at = item(at), n++) {
        size_t length = strcspn(at, " \t,[]{}"), k = 0, count = sizeof words / sizeof *words;
        while (k < count && !(strlen(words[k]) == length && memcmp(at, words[k], length) == 0))
            k++;
        digits += k < 2;
        if (k == count || (digits > 0 && digits <= n)) {
            *stray = at;
            break;
        }
        if (n < room)
            to[n] = k % 2;
        at += length;
    }
    return n;
}
