#include "structure/comment_pairs.h"

#include <stddef.h>
#include <string.h>

#include "structure/blank.h"

/* Goes from an opening quote to behind the closing one; NULL when there is none. */
static char *quote_end(char *at)
{
    char quote = *at++;
    while (*at && *at != quote)
        at += *at == '\\' && at[1] ? 2 : 1;
    return *at ? at + 1 : NULL;
}

/* Deeper brackets count as without a partner: else a line of nothing but opening ones would be read again for each. */
enum { DEPTH_MAX = 64 };

/* Goes from an opening bracket to behind its partner; NULL when there is none. */
static char *bracket_end(char *at)
{
    char open = *at, close = open == '[' ? ']' : '}', quote = 0;
    size_t depth = 1;
    for (at++; *at; at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '"')
            quote = *at;
        else if (*at == open && depth++ == DEPTH_MAX)
            return NULL;
        else if (*at == close && --depth == 0)
            return at + 1;
    }
    return NULL;
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static bool is_bracket(char c)
{
    return c == '[' || c == '{';
}

/* In a bare word a double quote, or another quote or bracket whose partner is not there too: readers differ on where
   such a word ends. 0: none. */
static char unpaired(char *at, const char *end)
{
    for (char *next; at < end; at = next) {
        next = *at == '\'' ? quote_end(at) : is_bracket(*at) ? bracket_end(at) : at + 1;
        if (*at == '"' || !next || next > end)
            return *at;
    }
    return 0;
}

/* A word: its text, where that ends, and where the word ends in the line. */
struct word {
    char *text, *text_end, *end;
};

/* Takes the backslashes out of what is between two quotes, none of which is the last: it would escape the quote. Returns where
   it then ends. */
static char *unescape(char *at, const char *end)
{
    char *to = at;
    for (; at < end; at++) {
        bool escaped = *at == '\\';
        at += escaped;
        *to++ = escaped && *at == 'n' ? '\n' : *at;
    }
    return to;
}

/* A key, which an equals sign ends too, or a value, which only a blank ends. What follows a quote or bracket up to there
   belongs to it. */
static struct word read_word(struct comment_pairs *p, char *at, bool is_key)
{
    char *rest = is_quote(*at) ? quote_end(at) : is_bracket(*at) ? bracket_end(at) : at;
    if (!rest) {
        p->unclosed = *at;
        rest = at;
    }
    char *end = rest;
    while (*end && !blank_is(*end) && !(is_key && *end == '='))
        end++;
    if (!p->unclosed)
        p->unclosed = unpaired(rest, end);
    if (rest == at)
        return (struct word){at, end, end};
    char *inner_end = is_quote(*at) ? unescape(at + 1, rest - 1) : rest - 1;
    memmove(inner_end, rest, (size_t)(end - rest));
    return (struct word){at + 1, inner_end + (end - rest), end};
}

static char *skip_blanks(char *at)
{
    while (blank_is(*at))
        at++;
    return at;
}

struct comment_pairs comment_pairs_of(char *line)
{
    return (struct comment_pairs){.at = line};
}

bool comment_pairs_next(struct comment_pairs *p)
{
    char *at = skip_blanks(p->at);
    if (!*at)
        return false;
    struct word key = read_word(p, at, true), last = key;
    char *equals = skip_blanks(key.end);
    p->key = key.text;
    p->key_span = (struct comment_span){at, key.end};
    p->value = NULL;
    p->value_span = (struct comment_span){0};
    p->tight = equals == key.end;
    if (*equals == '=') {
        char *value = skip_blanks(equals + 1);
        last = read_word(p, value, false);
        p->value = last.text;
        p->value_span = (struct comment_span){value, last.end};
    }
    p->at = *last.end ? last.end + 1 : last.end;
    *key.text_end = *last.text_end = '\0';
    return true;
}
