/* number_scan against strtod, bit by bit (but of nan, whose sign is the library's choice), on random texts; numbers of command
   lines, and texts that are none. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum { TEXT_MAX = 1024, TEXTS = 500000 };

static uint64_t state = 1;

static unsigned below(unsigned n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((state >> 33) % n);
}

static char *digits(char *p, unsigned n)
{
    while (n-- > 0)
        *p++ = (char)('0' + below(10));
    return p;
}

/* Mostly like the numbers of an XYZ file, some long, tiny, huge or halfway between two doubles. */
static void random_text(char *text)
{
    char *p = text;
    unsigned kind = below(16);
    if (kind == 0) {
        uint64_t bits = (uint64_t)below(1u << 31) << 33 ^ (uint64_t)below(1u << 31) << 11 ^ below(1u << 11);
        double x;
        memcpy(&x, &bits, sizeof x);
        snprintf(text, TEXT_MAX, "%.*g", (int)below(760), x);
        return;
    }
    if (below(2))
        *p++ = "+-"[below(2)];
    unsigned whole = kind == 1 ? below(400) : below(5), decimals = kind == 2 ? below(400) : below(18);
    p = digits(p, whole);
    if (decimals || !whole || below(2))
        *p++ = '.';
    p = digits(p, decimals + !whole);
    if (kind > 11) {
        *p++ = "eEdD"[below(4)];
        if (below(3))
            *p++ = "+-"[below(2)];
        p = digits(p, 1 + below(3));
    }
    static const char *const tails[] = {"", " 1.5", "\t", "x", "e", "D+", ".5", "-3", ":", "E"};
    strcpy(p, tails[below(sizeof tails / sizeof *tails)]);
}

/* strtod on a copy with E for each D; a D that starts no exponent ends the number for both. */
static const char *plain(const char *text, double *value)
{
    char copy[TEXT_MAX + 16], *end;
    strcpy(copy, text);
    for (char *p = copy; *p; p++)
        if (*p == 'D' || *p == 'd')
            *p = 'e';
    *value = strtod(copy, &end);
    return end == copy ? NULL : text + (end - copy);
}

static int same(const char *text)
{
    double x = 0, y = 0;
    const char *end = number_scan(text, &x), *right = plain(text, &y);
    if (end == right && (!end || memcmp(&x, &y, sizeof x) == 0 || (isnan(x) && isnan(y))))
        return 1;
    printf("'%s': expected %a and %td characters, found %a and %td\n", text, y, right ? right - text : -1, x,
           end ? end - text : -1);
    return 0;
}

/* What a whole text is as a number: NAN for what is none, and must leave the value as it was. */
struct whole {
    const char *text;
    double number, count;
};

static const struct whole wholes[] = {
    {"5", 5, 5},         {"007", 7, 7},      {"0", 0, 0},          {"+5", 5, NAN},
    {"-5", -5, NAN},     {"2.5", 2.5, NAN},  {"1e3", 1000, NAN},   {"2^3", 8, NAN},
    {"2^-1", 0.5, NAN},  {"4^+0.5", 2, NAN}, {"-2^2", 4, NAN},     {"", NAN, NAN},
    {" 5", NAN, NAN},    {"\t5", NAN, NAN},  {"5 ", NAN, NAN},     {"5x", NAN, NAN},
    {"x", NAN, NAN},     {" ", NAN, NAN},    {"^2", NAN, NAN},     {"2^", NAN, NAN},
    {"2^ 3", NAN, NAN},  {"2 ^3", NAN, NAN}, {"2^3 ", NAN, NAN},   {"2^x", NAN, NAN},
    {"2^3^2", NAN, NAN}, {"nan", NAN, NAN},  {"inf", NAN, NAN},    {"1e999", NAN, NAN},
    {"9^999", NAN, NAN}, {"0^-1", NAN, NAN}, {"-1^0.5", NAN, NAN}, {"99999999999999999999", 1e20, NAN},
};

static bool whole_right(const struct whole *w)
{
    static const size_t count_before = 77;
    static const double number_before = -77;
    size_t count = count_before;
    double number = number_before;
    bool is_number = number_parse(w->text, &number), is_count = number_count(w->text, &count);
    if (is_number == !isnan(w->number) && number == (is_number ? w->number : number_before) && is_count == !isnan(w->count) &&
        count == (is_count ? (size_t)w->count : count_before))
        return true;
    printf("'%s': found a number %d %g and a count %d %zu\n", w->text, is_number, number, is_count, count);
    return false;
}

/* Mathematica's exponents are those of E. */
static int same_as_plain(const char *text, const char *with_e)
{
    double x = 0, y = 1;
    const char *end = number_scan(text, &x);
    number_scan(with_e, &y);
    if (end && !*end && x == y)
        return 1;
    printf("'%s': expected %a, found %a\n", text, y, x);
    return 0;
}

static int missing(void)
{
    static const char *const words[] = {"nan", "-NaN", "None", "null", "NA", "N/A"}, *const others[] = {"", "Na", "inf", "nano",
                                                                                                        "0"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!number_is_missing(words[i]))
            return printf("'%s' is not missing\n", words[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (number_is_missing(others[i]))
            return printf("'%s' is missing\n", others[i]);
    return 0;
}

int main(void)
{
    if (!same_as_plain("1.9761204*^-6", "1.9761204e-6") ||
        !same_as_plain("-12345678901234567890*^+3", "-12345678901234567890e3"))
        return 1;
    if (missing())
        return 1;
    static const char *const edges[] = {"0",
                                        "-0",
                                        "-0.0e0",
                                        "9007199254740993",
                                        "9007199254740992e22",
                                        "1e22",
                                        "1e23",
                                        "1e-22",
                                        "1e-23",
                                        "4.9e-324",
                                        "2.4703282292062327e-324",
                                        "2.4703282292062328e-324",
                                        "1e-400",
                                        "1e400",
                                        "-1e400",
                                        "1.7976931348623159e308",
                                        "18446744073709551616",
                                        "99999999999999999999",
                                        "0.1e1000000000000",
                                        "0e9999999999",
                                        "2.2250738585072011e-308",
                                        "00000000000000000000000001.5",
                                        ".",
                                        "",
                                        "-",
                                        "+.e1",
                                        "e5",
                                        "-.5",
                                        "5.",
                                        "1.e2",
                                        "1d",
                                        "1D+",
                                        "1e5.5",
                                        "inf",
                                        "-Infinity",
                                        "infinit",
                                        "NaN",
                                        "D5",
                                        "1.0D-03",
                                        "8.41D+21",
                                        "abc",
                                        "--1"};
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++)
        if (!whole_right(&wholes[i]))
            return 1;
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        if (!same(edges[i]))
            return 1;
    for (size_t i = 0; i < TEXTS; i++) {
        char text[TEXT_MAX + 16];
        random_text(text);
        if (!same(text))
            return 1;
    }
    return 0;
}
