#include "phase/energies.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/table.h"
#include "phase/command.h"

struct energies {
    double *energy; /* of each structure, or ... */
    struct command *command;
};

static void take_properties(struct energies *s, const struct pool *pool, const char *property)
{
    for (size_t i = 0; i < pool->n; i++)
        s->energy[i] = structure_target(&pool->structure[i], property);
}

/* Structures by id, for bsearch. */
struct structure_id {
    const char *id;
    size_t number;
};

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct structure_id *)a)->id, ((const struct structure_id *)b)->id);
}

static struct structure_id *sort_ids(const struct pool *pool)
{
    struct structure_id *e = mem_new(pool->n, sizeof *e);
    for (size_t i = 0; i < pool->n; i++)
        e[i] = (struct structure_id){pool->structure[i].sample.id, i};
    qsort(e, pool->n, sizeof *e, compare_entries);
    for (size_t i = 1; i < pool->n; i++) {
        const struct structure *s = &pool->structure[e[i].number], *other = &pool->structure[e[i - 1].number];
        if (strcmp(e[i].id, e[i - 1].id) == 0)
            die("%s:%zu: the structure's id '%s' is also that of %s:%zu: energies from a table need ids that differ", s->file,
                s->line, e[i].id, other->file, other->line);
    }
    return e;
}

static void take_table(struct energies *s, const struct pool *pool, const char *property, const char *path)
{
    struct table *t = table_open(path);
    struct structure_id *e = sort_ids(pool);
    size_t id = table_column(t, "id"), column = table_column(t, property);
    for (size_t i = 0; i < pool->n; i++)
        s->energy[i] = NAN;
    while (table_read(t)) {
        struct structure_id key = {t->fields[id], 0}, *found = bsearch(&key, e, pool->n, sizeof *e, compare_entries);
        double value;
        if (found && table_number(t, column, &value))
            s->energy[found->number] = value;
    }
    for (size_t i = 0; i < pool->n; i++)
        if (isnan(s->energy[i]))
            die("%s: there is no %s of structure '%s'", path, property, pool->structure[i].sample.id);
    free(e);
    table_close(t);
}

struct energies *energies_known(struct pool *pool, const char *property, const char *path)
{
    struct energies *s = mem_zero(1, sizeof *s);
    s->energy = mem_new(pool->n, sizeof *s->energy);
    if (path)
        take_table(s, pool, property, path);
    else
        take_properties(s, pool, property);
    return s;
}

struct energies *energies_command(const char *command, const char *log)
{
    struct energies *s = mem_zero(1, sizeof *s);
    s->command = command_open(command, log);
    return s;
}

void energies_close(struct energies *s)
{
    if (s->command)
        command_close(s->command);
    free(s->energy);
    free(s);
}

void energies_answer(struct energies *s, struct ledger *l)
{
    if (s->command) {
        command_answer(s->command, l);
        return;
    }
    while (l->answered < l->n)
        ledger_answer(l, &s->energy[l->number[l->answered]], 1);
}

const double *energies_all(const struct energies *s)
{
    return s->energy;
}
