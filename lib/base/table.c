#include "base/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/text.h"

/* The longest line, in bytes: far beyond any use, and the pointers to its fields still fit into memory. */
enum { LONGEST = 1 << 24 };

/* The next line; NULL at the end. */
static char *whole_line(struct table *t)
{
    size_t length;
    char *line = input_line(t->in, LONGEST, &length);
    if (!line)
        return NULL;
    if (!t->in->line_ended && t->growing)
        return NULL;
    if (!t->in->line_ended)
        die("%s:%zu: the table is cut short: its last line has no end", t->in->name, t->in->line);
    return line;
}

/* Cuts a line at its tabs, in place; fields take up to room parts. Returns their number. */
static size_t cut(char *line, char **fields, size_t room)
{
    size_t n = 0;
    for (char *next = line; next; n++) {
        char *field = next, *tab = strchr(field, '\t');
        next = tab ? tab + 1 : NULL;
        if (n >= room)
            continue;
        if (tab)
            *tab = '\0';
        fields[n] = text_clean(field);
    }
    return n;
}

/* A header line of one column that holds what parts columns elsewhere is of such a table. */
static void check_separator(const struct table *t)
{
    static const struct {
        char mark;
        const char *name;
    } others[] = {{',', "commas"}, {';', "semicolons"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (t->columns == 1 && strchr(t->header, others[i].mark))
            die("%s:1: expected columns parted by tabs, found %s; tr '%c' '\\t' parts them by tabs", t->in->name,
                others[i].name, others[i].mark);
}

static struct table *read_names(struct input *in, bool growing)
{
    struct table *t = mem_zero(1, sizeof *t);
    t->in = in;
    t->growing = growing;
    char *line = whole_line(t);
    if (!line)
        die("%s: expected a table, found nothing", t->in->name);
    t->header = mem_text(line);
    t->columns = cut(t->header, NULL, 0);
    check_separator(t);
    t->names = mem_new(t->columns, sizeof *t->names);
    t->fields = mem_zero(t->columns, sizeof *t->fields);
    cut(t->header, t->names, t->columns);
    return t;
}

struct table *table_open(const char *path)
{
    return table_from(input_open(path));
}

struct table *table_from(struct input *in)
{
    return read_names(in, false);
}

struct table *table_growing(int fd, const char *name)
{
    return read_names(input_from(fd, name), true);
}

void table_close(struct table *t)
{
    if (!t)
        return;
    input_close(t->in);
    free(t->names);
    free(t->fields);
    free(t->header);
    free(t);
}

bool table_read(struct table *t)
{
    char *line = whole_line(t);
    if (!line)
        return false;
    size_t found = cut(line, t->fields, t->columns);
    if (found != t->columns)
        die("%s:%zu: expected %zu columns, found %zu", t->in->name, t->in->line, t->columns, found);
    return true;
}

size_t table_find(const struct table *t, const char *name)
{
    size_t i = 0;
    while (i < t->columns && strcmp(t->names[i], name) != 0)
        i++;
    return i;
}

size_t table_column(const struct table *t, const char *name)
{
    size_t column = table_find(t, name);
    if (column < t->columns)
        return column;
    struct bytes list = {0};
    for (size_t i = 0; i < t->columns; i++)
        bytes_print(&list, "%s%s", i ? ", " : "", t->names[i]);
    die("%s: there is no column '%s', only %s", t->in->name, name, (char *)list.at);
}

bool table_number(const struct table *t, size_t column, double *value)
{
    const char *field = t->fields[column];
    if (!*field || number_is_missing(field))
        return false;
    const char *end = number_scan(field, value);
    if (!end || *end || !isfinite(*value))
        die("%s:%zu: %s: expected a number, found '%s'", t->in->name, t->in->line, t->names[column], field);
    if (fabs(*value) > NUMBER_MAX)
        die("%s:%zu: %s: expected a number within 1e99, found '%s'", t->in->name, t->in->line, t->names[column], field);
    return true;
}
