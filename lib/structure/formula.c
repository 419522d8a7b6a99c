#include "structure/formula.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "structure/blank.h"

/* Brackets may stand in each other so deep. */
enum { DEPTH_MAX = 8 };

/* The bracket that closes this one; 0 when it is none. */
static char partner(char c)
{
    static const char pairs[] = "()[]{}";
    const char *open = c ? strchr(pairs, c) : NULL;
    return open && (open - pairs) % 2 == 0 ? open[1] : '\0';
}

/* A decimal number without sign; NULL when there is none. */
static const char *read_decimal(const char *at, double *value)
{
    if (!isdigit((unsigned char)*at) && *at != '.')
        return NULL;
    const char *end = number_scan(at, value);
    return end && isfinite(*value) ? end : NULL;
}

/* Number or ratio at a place, perhaps behind a mark; 1 when there is none. Returns where it ends, NULL when it is wrong. */
static const char *read_count(const char *at, double *value)
{
    const char *start = blank_skip(at);
    double below = 1;
    bool marked = *start == ':' || *start == '=';
    if (marked)
        start = blank_skip(start + 1);
    const char *end = read_decimal(start, value);
    if (!end) {
        *value = 1;
        return marked ? NULL : at;
    }
    if (*end == '/')
        end = read_decimal(end + 1, &below);
    *value /= below;
    return end && isfinite(*value) ? end : NULL;
}

/* Symbol at a place: an upper-case letter, with a lower-case one if that is an element. Returns its length, 0 for none. */
static size_t read_symbol(const char *at, unsigned *number)
{
    if (!isupper((unsigned char)*at))
        return 0;
    size_t length = islower((unsigned char)at[1]) ? 2 : 1;
    *number = element_number(at, length);
    return *number ? length : 0;
}

/* Adds group to what is around it, times a number. */
static void close_group(double (*group)[ELEMENT_MAX + 1], double times)
{
    for (unsigned z = 1; z <= ELEMENT_MAX; z++) {
        group[-1][z] += times * group[0][z];
        group[0][z] = 0;
    }
}

bool formula_read(const char *text, double count[ELEMENT_MAX + 1], const char **stray)
{
    double group[DEPTH_MAX + 1][ELEMENT_MAX + 1] = {{0}}, sum = 0, times;
    char end[DEPTH_MAX + 1] = {0}; /* what closes each group that is open */
    size_t depth = 0;
    unsigned number = 0;
    for (const char *at = *stray = blank_skip(text); *at; *stray = at = blank_skip(at)) {
        size_t length = read_symbol(at, &number);
        char closing = partner(*at);
        if (closing && depth < DEPTH_MAX) {
            end[++depth] = closing;
            at++;
            continue;
        }
        bool closes = depth > 0 && *at == end[depth];
        if (length == 0 && !closes)
            return false;
        at = read_count(at + (closes ? 1 : length), &times);
        if (!at)
            return false;
        if (closes)
            close_group(&group[depth--], times);
        else
            group[depth][number] += times;
    }
    memcpy(count, group[0], sizeof group[0]);
    for (unsigned z = 1; z <= ELEMENT_MAX; z++)
        sum += count[z];
    return depth == 0 && sum > 0 && isfinite(sum);
}

/* Whether m times the fractions are whole numbers, as far as rounding tells; then they are in count. */
static bool is_whole(size_t k, const double *fraction, unsigned m, unsigned *count)
{
    for (size_t c = 0; c < k; c++) {
        double times = m * fraction[c];
        count[c] = (unsigned)(times + 0.5);
        if (fabs(times - count[c]) > 1e-9)
            return false;
    }
    return true;
}

bool formula_reduce(size_t k, const double *fraction, unsigned *count)
{
    for (unsigned m = 1; m <= 200; m++)
        if (is_whole(k, fraction, m, count))
            return true;
    return false;
}
