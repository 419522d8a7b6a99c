#include "phase/ledger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/table.h"

static const char names[] = "setup\tround\tnumber\tid\tenergy";
enum { SETUP, ROUND, NUMBER, ID, ENERGY };

static void set_setup(struct ledger *l, const char *property)
{
    struct bytes all = {0};
    for (size_t i = 0; i < l->pool->n; i++)
        structure_bytes(&l->pool->structure[i], &all);
    bytes_put(&all, &l->pool->per_atom, sizeof l->pool->per_atom);
    bytes_put(&all, property, strlen(property));
    hash_text(all.at, all.length, l->setup);
    bytes_free(&all);
}

static void add(struct ledger *l, size_t round, size_t number)
{
    l->number = mem_grow(l->number, &l->capacity[0], l->n + 1, sizeof *l->number);
    l->round = mem_grow(l->round, &l->capacity[1], l->n + 1, sizeof *l->round);
    l->energy = mem_grow(l->energy, &l->capacity[2], l->n + 1, sizeof *l->energy);
    l->number[l->n] = number;
    l->round[l->n] = round;
    l->energy[l->n++] = NAN;
    l->rounds = round;
}

static void check_row(const struct ledger *l, const struct table *t, size_t round, size_t number)
{
    if (strcmp(t->fields[SETUP], l->setup) != 0)
        die("%s:%zu: this line is of other structures or another property: use another --log", t->in->name, t->in->line);
    if (number < 1 || number > l->pool->n || round < 1)
        die("%s:%zu: expected a round and the number of a structure up to %zu, found '%s' and '%s'", t->in->name, t->in->line,
            l->pool->n, t->fields[ROUND], t->fields[NUMBER]);
}

static void read_row(struct ledger *l, const struct table *t)
{
    size_t round = 0, number = 0;
    double energy = NAN;
    if (!number_count(t->fields[ROUND], &round) || !number_count(t->fields[NUMBER], &number))
        round = number = 0;
    check_row(l, t, round, number);
    if (t->fields[ENERGY][0] == '\0') {
        add(l, round, number - 1);
        return;
    }
    if (strcmp(t->fields[ENERGY], "failed") != 0)
        table_number(t, ENERGY, &energy);
    if (l->answered == l->n || l->number[l->answered] != number - 1)
        die("%s:%zu: expected the energy of the next structure that was asked for, found that of number %s", t->in->name,
            t->in->line, t->fields[NUMBER]);
    l->energy[l->answered++] = energy;
}

struct ledger *ledger_open(const char *path, struct pool *pool, const char *property, bool wait)
{
    struct ledger *l = mem_zero(1, sizeof *l);
    l->pool = pool;
    if (!path)
        return l;
    set_setup(l, property);
    l->journal = journal_open(path, names, wait);
    struct table *t = journal_table(l->journal);
    while (table_read(t))
        read_row(l, t);
    table_close(t);
    say_note("%s holds %zu energies", path, l->answered);
    return l;
}

void ledger_close(struct ledger *l)
{
    if (l->journal)
        journal_close(l->journal);
    free(l->number);
    free(l->round);
    free(l->energy);
    free(l);
}

/* Rows first to last - 1, with their energies or without. */
static void write_rows(struct ledger *l, size_t first, size_t last, bool energies)
{
    struct bytes lines = {0};
    if (!l->journal)
        return;
    for (size_t i = first; i < last; i++) {
        bytes_print(&lines, "%s\t%zu\t%zu\t%s\t", l->setup, l->round[i], l->number[i] + 1,
                    l->pool->structure[l->number[i]].sample.id);
        if (energies && isnan(l->energy[i]))
            bytes_print(&lines, "failed");
        else if (energies)
            bytes_print(&lines, "%.17g", l->energy[i]);
        bytes_print(&lines, "\n");
    }
    journal_write(l->journal, &lines);
    journal_sync(l->journal);
    bytes_free(&lines);
}

void ledger_ask(struct ledger *l, const size_t *number, size_t n)
{
    size_t first = l->n, round = l->rounds + 1;
    for (size_t i = 0; i < n; i++)
        add(l, round, number[i]);
    write_rows(l, first, l->n, false);
}

void ledger_answer(struct ledger *l, const double *energy, size_t n)
{
    size_t first = l->answered;
    memcpy(l->energy + first, energy, n * sizeof *energy);
    l->answered += n;
    write_rows(l, first, l->answered, true);
}
