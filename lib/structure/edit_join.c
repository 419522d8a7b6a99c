#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/table.h"
#include "structure/edit.h"
#include "structure/ids.h"

struct joined {
    const char *path;
    char **key; /* of each column; NULL: it is not taken */
    size_t columns;
    struct ids ids;
    size_t *row;          /* where the fields of each begin, one after the other, in the order of the table */
    struct bytes fields;  /* each ends with a NUL */
    size_t capacity;      /* of row */
    size_t seen, without; /* structures, and those without a row */
    size_t replaced;      /* structures' values that the table has otherwise */
    char *first_without;
};

/* The column of ids. */
static size_t find_ids(const struct table *t, const char *id_key)
{
    const char *const names[] = {id_key ? id_key : "id", "id", "name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (table_find(t, names[i]) < t->columns)
            return table_find(t, names[i]);
    return table_column(t, names[0]);
}

/* A key that would be none of a property. */
static bool is_reserved(const char *name, const char *id_key)
{
    static const char *const names[] = {"Properties", "Lattice", "pbc", "id", "name"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return id_key && strcmp(name, id_key) == 0;
}

/* A column without a name, such as that of row numbers, is not taken, nor is what structures tell themselves. */
static bool is_taken(const char *name)
{
    return *name && strcmp(name, "formula") != 0 && strcmp(name, "atoms") != 0;
}

static void read_keys(struct joined *j, const struct table *t, size_t id, const char *id_key)
{
    size_t taken = 0;
    j->columns = t->columns;
    j->key = mem_zero(t->columns, sizeof *j->key);
    for (size_t i = 0; i < t->columns; i++) {
        const char *name = t->names[i];
        if (i == id || !is_taken(name))
            continue;
        if (is_reserved(name, id_key))
            die("%s: a column '%s', which is no name of a property: leave it out or call it otherwise", t->in->name, name);
        if (table_find(t, name) < i)
            die("%s: there are two columns '%s'", t->in->name, name);
        j->key[i] = mem_text(name);
        taken++;
    }
    if (taken == 0)
        die("%s: expected columns besides '%s', found none", t->in->name, t->names[id]);
}

static void *open_join(const char *path, const char *id_key)
{
    struct joined *j = mem_zero(1, sizeof *j);
    struct table *t = table_open(path);
    size_t id = find_ids(t, id_key);
    j->path = j->ids.file = t->in->name;
    read_keys(j, t, id, id_key);
    while (table_read(t)) {
        j->row = mem_grow(j->row, &j->capacity, j->ids.n + 1, sizeof *j->row);
        j->row[j->ids.n] = j->fields.length;
        ids_add(&j->ids, t->fields[id], t->in->line);
        for (size_t i = 0; i < t->columns; i++)
            if (j->key[i])
                bytes_put(&j->fields, t->fields[i], strlen(t->fields[i]) + 1);
    }
    table_close(t);
    ids_close(&j->ids);
    return j;
}

/* Takes over what the row has. */
static void take_row(struct joined *j, const char *field, struct frame_text *f)
{
    bool replaced = false;
    for (size_t i = 0; i < j->columns; i++) {
        if (!j->key[i])
            continue;
        if (*field && !number_is_missing(field))
            replaced |= frame_text_put(f, j->key[i], field);
        field += strlen(field) + 1;
    }
    j->replaced += replaced;
}

static bool apply_join(void *state, struct frame_text *f, const struct structure *s)
{
    struct joined *j = state;
    const struct listed_id *id = ids_take(&j->ids, s);
    j->seen++;
    if (id)
        take_row(j, (char *)j->fields.at + j->row[id->place], f);
    else if (j->without++ == 0)
        j->first_without = mem_text(s->sample.id);
    return true;
}

static void tell(const struct joined *j)
{
    const char *first;
    size_t left = ids_left(&j->ids, &first);
    if (left > 0)
        say_warning("%s: %zu of %zu rows have no structure, the first '%s'", j->path, left, j->ids.n, first);
    if (j->without > 0)
        say_warning("%s: %zu of %zu structures have no row, the first '%s'", j->path, j->without, j->seen, j->first_without);
    if (j->replaced > 0)
        say_warning("%s: %zu structures had other values, and have the table's now", j->path, j->replaced);
    if (left == j->ids.n)
        die("%s: no row has a structure: ids have to be the same, letter by letter", j->path);
}

static void close_join(void *state)
{
    struct joined *j = state;
    if (j->seen > 0)
        tell(j);
    for (size_t i = 0; i < j->columns; i++)
        free(j->key[i]);
    ids_free(&j->ids);
    bytes_free(&j->fields);
    free(j->first_without);
    free(j->key);
    free(j->row);
    free(j);
}

const struct edit_kind edit_join = {"join", open_join, apply_join, close_join};
