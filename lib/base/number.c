#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "base/mem.h"

enum { DIGITS_MAX = 19, POWER_MAX = 22, EXPONENT_MAX = 100000 };

/* Powers of ten that are exact in double precision. */
static const double power_of_ten[POWER_MAX + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* strtod knows no other letter than E, and would take more than the text: it gets a copy. */
static double by_strtod(const char *text, size_t length)
{
    char small[64], *copy = length < sizeof small ? small : mem_new(length + 1, 1);
    char *to = copy;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '*')
            *to++ = text[i] == 'D' || text[i] == 'd' || text[i] == '^' ? 'e' : text[i];
    *to = '\0';
    double value = strtod(copy, NULL);
    if (copy != small)
        free(copy);
    return value;
}

static const char *not_finite(const char *text, bool negative, double *value)
{
    static const struct {
        const char *name;
        double value;
    } names[] = {{"infinity", INFINITY}, {"inf", INFINITY}, {"nan", NAN}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t n = strlen(names[i].name);
        if (strncasecmp(text, names[i].name, n) == 0) {
            *value = negative ? -names[i].value : names[i].value;
            return text + n;
        }
    }
    return NULL;
}

/* An exponent at p is added to *power; returns where it ends, p when there is none. */
static const char *read_exponent(const char *p, int *power)
{
    char letter = *p | 0x20;
    bool two = p[0] == '*' && p[1] == '^';
    if (letter != 'e' && letter != 'd' && !two)
        return p;
    const char *digit = p + 1 + two;
    bool negative = *digit == '-';
    if (*digit == '-' || *digit == '+')
        digit++;
    if (!is_digit(*digit))
        return p;
    int exponent = 0;
    for (; is_digit(*digit); digit++)
        if (exponent < EXPONENT_MAX)
            exponent = 10 * exponent + (*digit - '0');
    *power += negative ? -exponent : exponent;
    return digit;
}

/* The mantissa below 2^53 and the power of ten are exact, so that one operation in double precision rounds once
   (W. D. Clinger, Proc. PLDI 1990, 92); all else is left to strtod. */
const char *number_scan(const char *text, double *value)
{
    const char *p = text;
    bool negative = *p == '-';
    if (*p == '-' || *p == '+')
        p++;
    const char *first = p;
    uint64_t mantissa = 0;
    for (; is_digit(*p); p++)
        mantissa = 10 * mantissa + (uint64_t)(*p - '0');
    size_t digits = (size_t)(p - first);
    int power = 0;
    if (*p == '.') {
        const char *point = p++;
        for (; is_digit(*p); p++)
            mantissa = 10 * mantissa + (uint64_t)(*p - '0');
        size_t decimals = (size_t)(p - point) - 1;
        digits += decimals;
        power = decimals <= DIGITS_MAX ? -(int)decimals : 0;
    }
    if (digits == 0)
        return not_finite(first, negative, value);
    p = read_exponent(p, &power);
    if (digits > DIGITS_MAX || mantissa > (uint64_t)1 << 53 || power > POWER_MAX || power < -POWER_MAX ||
        FLT_EVAL_METHOD != 0) {
        *value = by_strtod(text, (size_t)(p - text));
        return p;
    }
    double x = (double)mantissa;
    x = power < 0 ? x / power_of_ten[-power] : x * power_of_ten[power];
    *value = negative ? -x : x;
    return p;
}

bool number_is_missing(const char *text)
{
    static const char *const words[] = {"None", "none", "NONE", "null", "NULL", "NA", "N/A", "n/a"};
    double value;
    const char *end = number_scan(text, &value);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return end && !*end && isnan(value);
}

bool number_count(const char *text, size_t *value)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno || *end || n > (size_t)-1)
        return false;
    *value = (size_t)n;
    return true;
}

bool number_parse(const char *text, double *value)
{
    char *end;
    if (isspace((unsigned char)*text))
        return false;
    double x = strtod(text, &end);
    if (end == text)
        return false;
    if (*end == '^') {
        const char *power = end + 1;
        double y = strtod(power, &end);
        if (end == power || isspace((unsigned char)*power))
            return false;
        x = pow(x, y);
    }
    if (*end || !isfinite(x))
        return false;
    *value = x;
    return true;
}

/* The shortest of %.15g, %.16g and %.17g that reads back as the same number. */
void number_print(struct bytes *to, double x)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    bytes_print(to, "%s", text);
}

double number_rounded(double x, int digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*g", digits, x);
    return strtod(text, NULL);
}
