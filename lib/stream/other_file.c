#include "stream/other_file.h"

#include <ctype.h>
#include <string.h>

#include "base/die.h"
#include "structure/foreign_format.h"

static const char blanks[] = " \t\r";

/* The first line that is neither blank nor a comment. */
static const char *first_line(const char *text)
{
    for (;;) {
        const char *word = text + strspn(text, blanks);
        if (*word != '\n' && *word != '#')
            return word;
        text = word + strcspn(word, "\n");
        text += *text == '\n';
    }
}

/* The number of atoms, alone on its line. */
static bool is_xyz(const char *text, size_t n)
{
    (void)n;
    size_t digits = strspn(text += strspn(text, blanks), "0123456789");
    text += digits;
    return digits > 0 && text[strspn(text, blanks)] == '\n';
}

/* A key, and a colon with nothing or a blank behind. */
static bool is_recipe(const char *text, size_t n)
{
    (void)n;
    const char *line = first_line(text);
    size_t key = strspn(line, "abcdefghijklmnopqrstuvwxyz_");
    return key > 0 && line[key] == ':' && strchr(" \r\n", line[key + 1]);
}

static bool is_numpy(const char *text, size_t n)
{
    return n >= 6 && memcmp(text, "\x93NUMPY", 6) == 0;
}

/* No byte of UTF-8 is 0xf8 or more. */
static bool is_of_text(unsigned char c)
{
    return isspace(c) || (!iscntrl(c) && c < 0xf8);
}

static bool is_text(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && is_of_text((unsigned char)text[i]))
        i++;
    return n > 0 && i == n;
}

static bool is_table(const char *text, size_t n)
{
    size_t parted = strcspn(text, "\t,;\n");
    return is_text(text, n) && parted < n && text[parted] != '\n';
}

const struct other_file other_files[] = {
    {"structures", is_xyz, "xyz2mbtr makes tensors of them"},
    {"a recipe", is_recipe, "option -c takes it"},
    {"a NumPy array", is_numpy, "mbtr-cat --npy writes such arrays, no program reads them"},
    {"a table", is_table, "krr-score, hull-filter and mbtr-plot read tables"},
    {"a text", is_text, "xyz2mbtr writes tensors, mbtr-kernel kernels, krr-train models"},
    {0},
};

static _Noreturn void die_other(const struct input *in, const char *name, const char *advice)
{
    die("%s: byte %zu: not a stream of mbtr-tools but %s: %s", in->name, in->offset, name, advice);
}

void other_file_refuse(struct input *in)
{
    char text[FOREIGN_FORMAT_LOOK + 1] = {0};
    /* No text begins with the first byte of a map. */
    if (!input_need(in, 1) || in->at[0] >> 5 == 5)
        return;
    input_need(in, FOREIGN_FORMAT_LOOK);
    size_t n = in->have < FOREIGN_FORMAT_LOOK ? in->have : FOREIGN_FORMAT_LOOK;
    memcpy(text, in->at, n);
    const struct foreign_format *foreign = foreign_format_of(text);
    if (foreign)
        die_other(in, foreign->name, "xyz-info tells what makes XYZ of it, and xyz2mbtr makes tensors of that");
    for (const struct other_file *f = other_files; f->name; f++)
        if (f->is_of(text, n))
            die_other(in, f->name, f->advice);
}
