#include "structure/comment_word.h"

#include <string.h>

/* A word that may stand without quotes in front of any reader is of these. */
static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-./:";

/* Readers take the first backslash before any character away. */
void comment_word_put(struct bytes *to, const char *prefix, const char *word, const char *suffix)
{
    if (*word && word[strspn(word, plain)] == '\0') {
        bytes_print(to, "%s%s%s", prefix, word, suffix);
        return;
    }
    bytes_print(to, "\"%s", prefix);
    for (; *word; word++)
        bytes_print(to, "%s%c", *word == '"' || *word == '\\' ? "\\" : "", *word);
    bytes_print(to, "%s\"", suffix);
}
