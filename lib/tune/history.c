#include "tune/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/field.h"
#include "base/hash.h"
#include "base/journal.h"
#include "base/mem.h"
#include "base/number.h"
#include "base/say.h"
#include "base/table.h"
#include "recipe/recipe_path.h"
#include "recipe/recipe_text.h"
#include "tune/search_grid.h"

struct history {
    const char *path;
    struct journal *log; /* NULL: none */
    const struct recipe *r;
    size_t nerrors;
    char setup[17]; /* what evaluations depend on besides the values searched */
    struct evaluation *at;
    size_t n, capacity, seen;
};

/* Columns after the searched values. */
static const struct {
    const char *name;
    size_t offset; /* in struct errors */
} kinds[] = {{"rmse", offsetof(struct errors, rmse)},
             {"mae", offsetof(struct errors, mae)},
             {"atom_rmse", offsetof(struct errors, atom_rmse)},
             {"atom_mae", offsetof(struct errors, atom_mae)}};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* Those of all structures, then those of half of them, where there are such. */
static double *error_at(struct evaluation *e, size_t i)
{
    struct errors *of = i < KINDS ? &e->errors : &e->half;
    void *at = (char *)of + kinds[i % KINDS].offset;
    return at;
}

/* Sets a searched field to the same value in all recipes, so that those that differ in it alone are the same. */
static void forget(const struct field *f, void *section)
{
    void *at = (char *)section + f->offset;
    switch (f->kind) {
    case FIELD_NUMBER: *(double *)at = NAN; break;
    case FIELD_ROW: *(const void **)at = NULL; break;
    case FIELD_EITHER:
    case FIELD_MARK: *(bool *)at = false; break;
    default: *(int *)at = 0;
    }
}

/* The recipe without what is searched; r stays as it is. */
static void put_recipe(struct recipe *r, struct bytes *to)
{
    struct recipe bare = *r;
    bare.nsearch = 0;
    bare.representation.terms = representation_copy_terms(&r->representation);
    for (size_t i = 0; i < r->nsearch; i++) {
        void *section;
        const struct field *f = recipe_path_find(&bare, r->search[i].path, &section);
        forget(f, section);
    }
    char *text = recipe_text(&bare);
    bytes_put(to, text, strlen(text));
    free(text);
    free(bare.representation.terms);
}

static void set_setup(struct history *h, struct recipe *r, const struct examples *e, const struct folds *f)
{
    struct bytes all = {0};
    examples_bytes(e, &all);
    bytes_put(&all, f->of, f->n * sizeof *f->of);
    put_recipe(r, &all);
    hash_text(all.at, all.length, h->setup);
    bytes_free(&all);
}

/* The names of the columns; free them. */
static char *names_of(const struct recipe *r, size_t nerrors)
{
    struct bytes line = {0};
    bytes_print(&line, "setup");
    for (size_t i = 0; i < r->nsearch; i++)
        bytes_print(&line, "\t%s", r->search[i].path);
    for (size_t i = 0; i < nerrors; i++)
        bytes_print(&line, "\t%s%s", i < KINDS ? "" : "half_", kinds[i % KINDS].name);
    bytes_print(&line, "\tseconds");
    return (char *)line.at;
}

static struct evaluation *keep(struct history *h, const long *step, const struct evaluation *e)
{
    h->at = mem_grow(h->at, &h->capacity, h->n + 1, sizeof *h->at);
    struct evaluation *to = &h->at[h->n++];
    *to = *e;
    to->step = mem_new(h->r->nsearch, sizeof *to->step);
    memcpy(to->step, step, h->r->nsearch * sizeof *to->step);
    return to;
}

static void read_row(struct history *h, const struct table *t, long *step)
{
    size_t n = h->r->nsearch;
    bool on_grid = true;
    if (strcmp(t->fields[0], h->setup) != 0)
        die("%s:%zu: this evaluation is of other structures, another split or another recipe: use another --log", h->path,
            t->in->line);
    for (size_t i = 0; i < n; i++)
        on_grid = on_grid && search_grid_step(&h->r->search[i], t->fields[1 + i], &step[i]);
    struct evaluation e = {.solved = true};
    for (size_t i = 0; i < h->nerrors; i++)
        e.solved = table_number(t, 1 + n + i, error_at(&e, i)) && e.solved;
    table_number(t, 1 + n + h->nerrors, &e.seconds);
    if (on_grid)
        keep(h, step, &e);
}

static void read_log(struct history *h)
{
    long *step = mem_new(h->r->nsearch, sizeof *step);
    struct table *t = journal_table(h->log);
    while (table_read(t))
        read_row(h, t, step);
    table_close(t);
    free(step);
    say_note("%s holds %zu evaluations", h->path, h->n);
}

struct history *history_open(const char *path, struct recipe *r, const struct examples *e, const struct folds *f, bool halves)
{
    struct history *h = mem_zero(1, sizeof *h);
    *h = (struct history){.path = path, .r = r, .nerrors = halves ? 2 * KINDS : KINDS};
    if (!path)
        return h;
    set_setup(h, r, e, f);
    char *names = names_of(r, h->nerrors);
    h->log = journal_open(path, names, false);
    free(names);
    read_log(h);
    return h;
}

void history_close(struct history *h)
{
    if (h->log)
        journal_close(h->log);
    for (size_t i = 0; i < h->n; i++)
        free(h->at[i].step);
    free(h->at);
    free(h);
}

static struct evaluation *show(struct history *h, struct evaluation *e)
{
    h->seen += !e->seen;
    e->seen = true;
    return e;
}

struct evaluation *history_find(struct history *h, const long *step)
{
    for (size_t i = 0; i < h->n; i++)
        if (memcmp(h->at[i].step, step, h->r->nsearch * sizeof *step) == 0)
            return show(h, &h->at[i]);
    return NULL;
}

static void write_row(const struct history *h, const struct evaluation *e)
{
    struct evaluation whole = *e;
    struct bytes line = {0};
    bytes_print(&line, "%s", h->setup);
    for (size_t i = 0; i < h->r->nsearch; i++) {
        bytes_print(&line, "\t");
        search_grid_print(&h->r->search[i], e->step[i], &line);
    }
    for (size_t i = 0; i < h->nerrors; i++) {
        bytes_print(&line, "\t");
        if (e->solved)
            number_print(&line, *error_at(&whole, i));
    }
    bytes_print(&line, "\t%.3f\n", e->seconds);
    journal_write(h->log, &line);
    bytes_free(&line);
}

struct evaluation *history_add(struct history *h, const long *step, const struct evaluation *e)
{
    struct evaluation *kept = keep(h, step, e);
    if (h->log)
        write_row(h, kept);
    return show(h, kept);
}

size_t history_seen(const struct history *h)
{
    return h->seen;
}
