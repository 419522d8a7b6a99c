#include "structure/comment_columns.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"

const struct columns comment_columns_plain = {.species = 0, .position = 1, .count = 4};

/* What is known of the columns before the one at hand, and where they stand. */
struct told_columns {
    struct columns columns;
    size_t species_rank; /* atomic numbers go before symbols; 0: neither was there */
    const char *file;
    size_t line;
};

static const char *const symbols[] = {"species", "symbols", "symbol", "element", "elements", NULL};
static const char *const numbers[] = {"Z", "numbers", "atomic_numbers", "atomic_number", NULL};
static const char *const positions[] = {"pos", "positions", NULL};

static bool one_of(const char *name, const char *const *names)
{
    while (*names && strcasecmp(name, *names) != 0)
        names++;
    return *names;
}

/* Whether it is a name of an atom's element or place, told once or again. */
static bool is_known(const char *name)
{
    return one_of(name, symbols) || one_of(name, numbers) || one_of(name, positions);
}

/* Appends the column that comes next, unless one of its name is there or room is not. */
static void add_column(struct number_column *to, size_t *n, size_t room, struct number_column added)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(to[i].name, added.name) == 0)
            return;
    if (*n < room)
        to[(*n)++] = added;
}

/* Takes name:type:count of the value, cut in place; returns the rest, NULL at the end. */
static char *read_column(struct told_columns *r, char *value)
{
    struct columns *c = &r->columns;
    char *type = strchr(value, ':'), *count = type ? strchr(type + 1, ':') : NULL;
    if (!count || type[2] != ':' || !strchr("SIRL", type[1]))
        die("%s:%zu: Properties: expected name:type:columns, found '%s'", r->file, r->line, value);
    char *rest;
    unsigned long n = strtoul(count + 1, &rest, 10);
    if (count[1] < '1' || count[1] > '9' || (*rest && *rest != ':') || n > 1000000)
        die("%s:%zu: Properties: expected a number of columns, found '%s'", r->file, r->line, count + 1);
    *type = '\0';
    size_t rank = type[1] == 'R' || type[1] == 'L' ? 0 : one_of(value, numbers) ? 2 : one_of(value, symbols) ? 1 : 0;
    if (n == 1 && rank > r->species_rank) {
        r->species_rank = rank;
        c->species = c->count;
    }
    if (n == 3 && type[1] == 'R' && one_of(value, positions))
        c->position = c->count;
    struct number_column other = {value, c->count, n};
    bool has_name = *value && !is_known(value);
    if (has_name && n == 1 && strchr("IR", type[1]))
        add_column(c->number, &c->nnumber, NUMBER_COLUMNS, other);
    if (has_name && n == 3 && type[1] == 'R')
        add_column(c->vector, &c->nvector, VECTOR_COLUMNS, other);
    if (has_name && (n == 1 || n == 3) && type[1] == 'L')
        add_column(c->flag, &c->nflag, FLAG_COLUMNS, other);
    c->count += n;
    return *rest ? rest + 1 : NULL;
}

bool comment_columns_are_meant(const char *value)
{
    const char *type = strchr(value, ':');
    return type && strchr(type + 1, ':');
}

struct columns comment_columns_read(char *value, const char *file, size_t line)
{
    struct told_columns r = {.columns = {.position = SIZE_MAX, .exact = true}, .file = file, .line = line};
    while (value)
        value = read_column(&r, value);
    if (r.columns.position == SIZE_MAX)
        die("%s:%zu: Properties: pos:R:3 is missing", file, line);
    if (r.species_rank == 0)
        die("%s:%zu: Properties: species:S:1 is missing", file, line);
    r.columns.numbers = r.species_rank == 2;
    return r.columns;
}
