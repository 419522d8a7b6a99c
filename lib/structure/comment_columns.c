#include "structure/comment_columns.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"

const struct columns comment_columns_plain = {.species = 0, .position = 1, .count = 4};

/* What is known of the columns before the one at hand. */
struct told_columns {
    struct columns columns;
    size_t species_rank; /* atomic numbers go before symbols; 0: neither was there */
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

char *comment_columns_cut(char *value, const char *file, size_t line, struct told_column *to)
{
    char *type = strchr(value, ':'), *count = type ? strchr(type + 1, ':') : NULL;
    if (!count || type[2] != ':' || !strchr("SIRL", type[1]))
        die("%s:%zu: Properties: expected name:type:columns, found '%s'", file, line, value);
    char *rest;
    unsigned long n = strtoul(count + 1, &rest, 10);
    if (count[1] < '1' || count[1] > '9' || (*rest && *rest != ':') || n > 1000000)
        die("%s:%zu: Properties: expected a number of columns, found '%s'", file, line, count + 1);
    *type = '\0';
    *to = (struct told_column){value, type[1], n};
    return *rest ? rest + 1 : NULL;
}

static void add_told(struct told_columns *r, const struct told_column *told)
{
    struct columns *c = &r->columns;
    const char *name = told->name;
    char type = told->type;
    size_t n = told->width;
    size_t rank = type == 'R' || type == 'L' ? 0 : one_of(name, numbers) ? 2 : one_of(name, symbols) ? 1 : 0;
    if (n == 1 && rank > r->species_rank) {
        r->species_rank = rank;
        c->species = c->count;
    }
    if (n == 3 && type == 'R' && one_of(name, positions))
        c->position = c->count;
    struct number_column other = {name, c->count, n};
    bool has_name = *name && !is_known(name);
    if (has_name && n == 1 && strchr("IR", type))
        add_column(c->number, &c->nnumber, NUMBER_COLUMNS, other);
    if (has_name && n == 3 && type == 'R')
        add_column(c->vector, &c->nvector, VECTOR_COLUMNS, other);
    if (has_name && (n == 1 || n == 3) && type == 'L')
        add_column(c->flag, &c->nflag, FLAG_COLUMNS, other);
    c->count += n;
}

bool comment_columns_are_meant(const char *value)
{
    const char *type = strchr(value, ':');
    return type && strchr(type + 1, ':');
}

struct columns comment_columns_read(char *value, const char *file, size_t line)
{
    struct told_columns r = {.columns = {.position = SIZE_MAX, .exact = true}};
    struct told_column told;
    while (value) {
        value = comment_columns_cut(value, file, line, &told);
        add_told(&r, &told);
    }
    if (r.columns.position == SIZE_MAX)
        die("%s:%zu: Properties: pos:R:3 is missing", file, line);
    if (r.species_rank == 0)
        die("%s:%zu: Properties: species:S:1 is missing", file, line);
    r.columns.numbers = r.species_rank == 2;
    return r.columns;
}
