#include "structure/comment_value.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "structure/blank.h"

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

/* The value without ASE's mark. */
static const char *unmarked(const char *value)
{
    static const char mark[] = "_JSON ";
    return strncmp(value, mark, sizeof mark - 1) == 0 ? value + sizeof mark - 1 : value;
}

bool comment_value_next(const char *value, struct comment_number *n)
{
    const char *at = n->end ? n->end : unmarked(value);
    if (!n->end && (n->stray = stray_bracket(at)))
        return false;
    n->at = item(at);
    if (!n->at)
        return false;
    n->end = number_scan(n->at, &n->value);
    if (!n->end || (*n->end && !is_separator(*n->end)))
        n->stray = n->at;
    return !n->stray;
}

size_t comment_value_numbers(const char *value, double *to, size_t room, const char **stray)
{
    struct comment_number number = {0};
    size_t n = 0;
    for (; comment_value_next(value, &number); n++)
        if (n < room)
            to[n] = number.value;
    *stray = number.stray;
    return n;
}

/* The truth that a word of that length is, 0 or 1, and whether it is a digit; -1: none. */
static int truth_of(const char *word, size_t length, bool *digit)
{
    static const char *const words[] = {"0", "1", "F", "T", "false", "true"};
    for (int k = 0; k < (int)(sizeof words / sizeof *words); k++)
        if (strlen(words[k]) == length && strncasecmp(word, words[k], length) == 0) {
            *digit = k < 2;
            return k % 2;
        }
    return -1;
}

/* Three letters that stand together, "TTF". */
static bool is_triple(const char *value)
{
    return strlen(value) == 3 && strspn(value, "TFtf") == 3;
}

size_t comment_value_truths(const char *value, bool *to, size_t room, const char **stray)
{
    size_t n = 0, digits = 0;
    value = unmarked(value);
    bool together = is_triple(value), digit;
    *stray = stray_bracket(value);
    for (const char *at = *stray ? NULL : item(value); at; at = item(at), n++) {
        size_t length = together ? 1 : strcspn(at, " \t,[]{}");
        int truth = truth_of(at, length, &digit);
        digits += truth >= 0 && digit;
        if (truth < 0 || (digits > 0 && digits <= n)) {
            *stray = at;
            break;
        }
        if (n < room)
            to[n] = truth;
        at += length;
    }
    return n;
}

/* A number, perhaps a blank, and letters as in "eV", "kcal/mol", "cm^-1". */
static bool has_unit(const char *value)
{
    double x;
    const char *unit = number_scan(value, &x);
    if (!unit || !isfinite(x))
        return false;
    unit = blank_skip(unit);
    if (!isalpha((unsigned char)*unit))
        return false;
    while (isalpha((unsigned char)*unit) || (*unit && strchr("/^*.-", *unit)))
        unit++;
    return unit[strspn(unit, "0123456789")] == '\0';
}

enum comment_value comment_value_kind(const char *value, double *number)
{
    const char *stray;
    value = blank_skip(unmarked(value));
    if (comment_value_numbers(value, number, 1, &stray) == 1 && !stray)
        return isfinite(*number) ? COMMENT_VALUE_NUMBER : COMMENT_VALUE_MISSING;
    if (number_is_missing(value))
        return COMMENT_VALUE_MISSING;
    bool stars = *value && value[strspn(value, "*")] == '\0';
    return stars || has_unit(value) ? COMMENT_VALUE_NEARLY : COMMENT_VALUE_OTHER;
}
