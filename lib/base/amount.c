#include "base/amount.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"

bool amount_parse(const char *text, struct amount *a)
{
    char number[64];
    size_t length = strlen(text);
    *a = (struct amount){0};
    if (length == 0 || text[length - 1] != '%')
        return number_count(text, &a->number);
    snprintf(number, sizeof number, "%.*s", (int)(length - 1), text);
    return length < sizeof number && number_parse(number, &a->percent) && a->percent >= 0 && a->percent <= 100;
}

bool amount_given(struct amount a)
{
    return a.number > 0 || a.percent > 0;
}

size_t amount_of(struct amount a, size_t n)
{
    return a.percent > 0 ? (size_t)(a.percent / 100 * (double)n + 0.5) : a.number;
}
