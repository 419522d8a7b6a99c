#include "text/pairs.h"

#include <string.h>

#include "base/bytes.h"
#include "base/number.h"

static void put(struct bytes *to, char c)
{
    *bytes_room(to, 1) = (unsigned char)c;
    to->length++;
}

/* From an opening quote to behind the closing one; NULL when there is none. */
static const char *quoted(const char *at, struct bytes *to)
{
    char quote = *at++;
    for (; *at && *at != quote; at++) {
        if (*at == '\\' && at[1])
            put(to, *++at == 'n' ? '\n' : *at);
        else
            put(to, *at);
    }
    return *at ? at + 1 : NULL;
}

/* Deeper brackets count as without a partner: else a line of nothing but opening ones would be read again for each. */
enum { DEPTH_MAX = 64 };

/* From an opening bracket to behind its partner; NULL when there is none. What is between stays as it is. */
static const char *bracketed(const char *at, struct bytes *to)
{
    char open = *at, close = open == '[' ? ']' : '}', quote = 0;
    size_t depth = 1;
    for (at++; *at; at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '"')
            quote = *at;
        else if (*at == open && depth == DEPTH_MAX)
            return NULL;
        else if (*at == open)
            depth++;
        else if (*at == close && --depth == 0)
            return at + 1;
        put(to, *at);
    }
    return NULL;
}

/* In a bare word a double quote, or another quote or bracket whose partner is not there too: readers differ on where
   such a word ends. 0: none. */
static char unpaired(const char *at, const char *end, struct bytes *scratch)
{
    for (const char *next; at < end; at = next) {
        next = *at == '\'' ? quoted(at, scratch) : *at == '[' || *at == '{' ? bracketed(at, scratch) : at + 1;
        if (*at == '"' || !next || next > end)
            return *at;
    }
    return 0;
}

/* Reads a key, which an equals sign ends too, or a value, which only a blank ends; returns where it ends. */
static const char *word(struct pairs *p, const char *at, bool key, struct bytes *to)
{
    const char *end = at;
    to->length = 0;
    if (*at == '"' || *at == '\'')
        end = quoted(at, to);
    else if (*at == '[' || *at == '{')
        end = bracketed(at, to);
    if (!end) {
        p->unclosed = *at;
        to->length = 0;
        end = at;
    }
    const char *rest = end;
    while (*end && !is_blank(*end) && !(key && *end == '='))
        end++;
    size_t length = to->length;
    if (!p->unclosed)
        p->unclosed = unpaired(rest, end, to);
    to->length = length;
    bytes_put(to, rest, (size_t)(end - rest));
    put(to, '\0');
    return end;
}

void pairs_start(struct pairs *p, const char *line)
{
    p->at = line;
    p->unclosed = 0;
}

bool pairs_next(struct pairs *p)
{
    const char *at = skip_blanks(p->at);
    if (!*at)
        return false;
    at = word(p, at, true, &p->key);
    const char *equals = skip_blanks(at);
    p->has_value = *equals == '=';
    if (p->has_value)
        at = word(p, skip_blanks(equals + 1), false, &p->value);
    p->at = at;
    return true;
}

void pairs_free(struct pairs *p)
{
    bytes_free(&p->key);
    bytes_free(&p->value);
}

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

size_t value_numbers(const char *value, double *to, size_t room, const char **stray)
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

size_t value_truths(const char *value, bool *to, size_t room, const char **stray)
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
