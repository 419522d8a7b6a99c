#include "base/text.h"

#include <string.h>

/* Length of the UTF-8 sequence at the start of n > 0 bytes; 0 when it is none. */
static size_t utf8_length(const unsigned char *t, size_t room)
{
    static const unsigned char least[] = {0, 0, 0xc2, 0xe0, 0xf0};
    size_t n = t[0] < 0x80 ? 1 : t[0] < 0xe0 ? 2 : t[0] < 0xf0 ? 3 : t[0] < 0xf5 ? 4 : 0;
    if (n == 0 || n > room || t[0] < least[n])
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((t[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (t[0] == 0xe0 && t[1] < 0xa0) || (t[0] == 0xf0 && t[1] < 0x90);
    bool outside = (t[0] == 0xed && t[1] > 0x9f) || (t[0] == 0xf4 && t[1] > 0x8f);
    return overlong || outside ? 0 : n;
}

/* Those of ASCII, and U+0080 to U+009F, which some terminals obey too. */
static bool is_control(const unsigned char *t, size_t length)
{
    return length == 1 ? t[0] < ' ' || t[0] == 0x7f : length == 2 && t[0] == 0xc2 && t[1] < 0xa0;
}

char *text_clean(char *text)
{
    unsigned char *at = (unsigned char *)text;
    for (size_t left = strlen(text); left > 0;) {
        size_t n = utf8_length(at, left), bytes = n ? n : 1;
        if (n == 0)
            *at = '?';
        else if (is_control(at, n))
            memset(at, ' ', n);
        at += bytes;
        left -= bytes;
    }
    return text;
}

bool text_is_clean(const char *text, size_t n, bool lines)
{
    const unsigned char *at = (const unsigned char *)text;
    while (n > 0) {
        size_t length = utf8_length(at, n);
        if (length == 0 || (is_control(at, length) && !(lines && *at == '\n')))
            return false;
        at += length;
        n -= length;
    }
    return true;
}
