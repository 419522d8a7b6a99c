#include "structure/comment_pairs.h"

#include <string.h>

#include "base/bytes.h"
#include "structure/blank.h"

static void put(struct bytes *to, char c)
{
    *bytes_room(to, 1) = (unsigned char)c;
    to->length++;
}

/* Goes from an opening quote to behind the closing one; NULL when there is none. */
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

/* Goes from an opening bracket to behind its partner; NULL when there is none. What is between stays as it is. */
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
static const char *word(struct comment_pairs *p, const char *at, bool key, struct bytes *to)
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
    while (*end && !blank_is(*end) && !(key && *end == '='))
        end++;
    size_t length = to->length;
    if (!p->unclosed)
        p->unclosed = unpaired(rest, end, to);
    to->length = length;
    bytes_put(to, rest, (size_t)(end - rest));
    put(to, '\0');
    return end;
}

void comment_pairs_start(struct comment_pairs *p, const char *line)
{
    p->at = line;
    p->unclosed = 0;
}

bool comment_pairs_next(struct comment_pairs *p)
{
    const char *at = blank_skip(p->at);
    if (!*at)
        return false;
    at = word(p, at, true, &p->key);
    const char *equals = blank_skip(at);
    p->has_value = *equals == '=';
    if (p->has_value)
        at = word(p, blank_skip(equals + 1), false, &p->value);
    p->at = at;
    return true;
}

void comment_pairs_free(struct comment_pairs *p)
{
    bytes_free(&p->key);
    bytes_free(&p->value);
}
