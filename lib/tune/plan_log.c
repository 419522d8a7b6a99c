#include "tune/plan_log.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/table.h"
#include "recipe/recipe_text.h"

struct plan_log {
    const char *path;
    struct journal *journal;
    char setup[17]; /* what trials depend on */
    size_t n;       /* trials of the plan */
    char **known;   /* of each, the numbers as they stand in the log; NULL: it was not done */
};

static void put_fold(const struct fold *f, struct bytes *to)
{
    bytes_put(to, &f->ntrain, sizeof f->ntrain);
    bytes_put(to, f->train, f->ntrain * sizeof *f->train);
    bytes_put(to, f->test, f->ntest * sizeof *f->test);
}

static void set_setup(struct plan_log *l, const struct recipe *r, const struct examples *e, const struct plan *p)
{
    struct bytes all = {0};
    struct recipe bare = *r;
    bare.nsearch = 0;
    char *text = recipe_text(&bare);
    bytes_put(&all, text, strlen(text));
    examples_bytes(e, &all);
    for (size_t i = 0; i < p->n; i++)
        put_fold(&p->at[i].fold, &all);
    hash_text(all.at, all.length, l->setup);
    bytes_free(&all);
    free(text);
}

static void read_row(struct plan_log *l, const struct table *t)
{
    size_t i;
    if (strcmp(t->fields[0], l->setup) != 0)
        die("%s:%zu: this trial is of other structures, another choice among them, or another recipe: use another --log",
            l->path, t->in->line);
    if (!number_count(t->fields[1], &i) || i < 1 || i > l->n)
        die("%s:%zu: trial: expected a number from 1 to %zu, found '%s'", l->path, t->in->line, l->n, t->fields[1]);
    free(l->known[i - 1]);
    l->known[i - 1] = mem_text(t->fields[2]);
}

static void read_log(struct plan_log *l)
{
    size_t known = 0;
    struct table *t = journal_table(l->journal);
    for (; table_read(t); known++)
        read_row(l, t);
    table_close(t);
    say_note("%s holds %zu of %zu trials", l->path, known, l->n);
}

struct plan_log *plan_log_open(const char *path, const struct recipe *r, const struct examples *e, const struct plan *p)
{
    struct plan_log *l = mem_zero(1, sizeof *l);
    *l = (struct plan_log){.path = path, .n = p->n, .known = mem_zero(p->n, sizeof *l->known)};
    if (!path)
        return l;
    set_setup(l, r, e, p);
    l->journal = journal_open(path, "setup\ttrial\tpredicted", false);
    read_log(l);
    return l;
}

void plan_log_close(struct plan_log *l)
{
    if (l->journal)
        journal_close(l->journal);
    for (size_t i = 0; i < l->n; i++)
        free(l->known[i]);
    free(l->known);
    free(l);
}

/* Reads n numbers, each with a comma behind; returns where they end, NULL when there are not as many. */
static const char *read_numbers(const char *text, double *to, size_t n)
{
    for (size_t i = 0; text && i < n; i++) {
        text = number_scan(text, &to[i]);
        text = text && *text == ',' ? text + 1 : NULL;
    }
    return text;
}

static size_t derivatives_of(const struct trial *t)
{
    return t->derivative[t->fold->ntest];
}

bool plan_log_find(const struct plan_log *l, size_t i, struct trial *t)
{
    if (!l->known[i])
        return false;
    struct predicted *p = t->predicted;
    const char *end = read_numbers(l->known[i], p->property, t->nrows);
    end = read_numbers(end, p->derivative, derivatives_of(t));
    if (!end || *end)
        die("%s: trial %zu: expected %zu numbers, each with a comma behind", l->path, i + 1, t->nrows + derivatives_of(t));
    p->solved = true;
    return true;
}

static void put_numbers(struct bytes *to, const double *from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        number_print(to, from[i]);
        bytes_print(to, ",");
    }
}

void plan_log_add(struct plan_log *l, size_t i, const struct trial *t)
{
    if (!l->journal)
        return;
    struct bytes line = {0};
    bytes_print(&line, "%s\t%zu\t", l->setup, i + 1);
    put_numbers(&line, t->predicted->property, t->nrows);
    put_numbers(&line, t->predicted->derivative, derivatives_of(t));
    bytes_print(&line, "\n");
    journal_write(l->journal, &line);
    bytes_free(&line);
}
