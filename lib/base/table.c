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

/* Makes a field in quotes its text, in place. Returns what follows the quote that closes it; NULL where none does. */
static char *unquote(char *field)
{
    char *to = field;
    for (char *from = field + 1; *from; *to++ = *from++)
        if (*from == '"' && *++from != '"') {
            *to = '\0';
            return from;
        }
    return NULL;
}

/* The end of a field in quotes, which become its text. */
static char *end_of_quoted(const struct table *t, char *field)
{
    char *end = unquote(field);
    if (!end)
        die("%s:%zu: a quote is not closed on its line", t->in->name, t->in->line);
    end += strspn(end, " ");
    if (*end && *end != t->mark)
        die("%s:%zu: expected '%c' behind a closing quote, found '%c'; a quote inside quotes is two of them", t->in->name,
            t->in->line, t->mark, *end);
    return end;
}

/* The field that begins at a place, its text in place; the next one begins at *next, NULL behind the last. */
static char *cut_field(const struct table *t, char *field, char **next)
{
    bool csv = t->mark != '\t';
    field += csv ? strspn(field, " ") : 0;
    bool quoted = csv && *field == '"';
    char *end = quoted ? end_of_quoted(t, field) : field + strcspn(field, (char[]){t->mark, '\0'});
    *next = *end ? end + 1 : NULL;
    while (csv && !quoted && end > field && end[-1] == ' ')
        end--;
    if (!quoted)
        *end = '\0';
    return text_clean(field);
}

/* Cuts a line into fields, in place, which take up to room of them. Returns their number. */
static size_t cut(const struct table *t, char *line, char **fields, size_t room)
{
    size_t n = 0;
    for (char *next = line; next; n++) {
        char *field = cut_field(t, next, &next);
        if (n < room)
            fields[n] = field;
    }
    return n;
}

/* Whether the mark stands in a header line, and, where it makes a CSV, not in quotes only. */
static bool has_mark(const char *header, char mark)
{
    bool quoted = false;
    for (; *header; header++) {
        quoted = quoted != (*header == '"' && mark != '\t');
        if (*header == mark && !quoted)
            return true;
    }
    return false;
}

/* What parts the columns of a table with this header line. */
static char mark_of(const char *header)
{
    for (const char *mark = "\t;,"; *mark; mark++)
        if (has_mark(header, *mark))
            return *mark;
    return '\t';
}

static size_t count(const char *text, char c)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text == c;
    return n;
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
    t->mark = growing ? '\t' : mark_of(line);
    size_t most = count(line, t->mark) + 1;
    t->names = mem_new(most, sizeof *t->names);
    t->columns = cut(t, t->header, t->names, most);
    t->fields = mem_zero(t->columns, sizeof *t->fields);
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
    size_t found = cut(t, line, t->fields, t->columns);
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
    bool blanks = t->columns == 1 && strchr(t->names[0], ' ');
    die("%s: there is no column '%s', only %s%s", t->in->name, name, (char *)list.at,
        blanks ? "; tr -s ' ' '\\t' parts columns by tabs where blanks part them" : "");
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
